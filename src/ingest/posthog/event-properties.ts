import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.ts'

/**
 * The properties of an event with everything that its envelope says about them: person updates may stand beside the
 * properties, inside them, or both; the outer ones win. `undefined` when `properties` is something else than an object.
 */
export function propertiesOf(event: JsonObject): JsonObject | undefined {
  const inner = event.properties ?? {}
  if (!isJsonObject(inner)) return undefined
  return {
    ...inner,
    ...merged('$set', event, inner),
    ...merged('$set_once', event, inner),
    ...unset(event.$unset, inner.$unset),
    // PostHog's replicator and webhooks take it out of the properties.
    ...(typeof event.elements_chain === 'string' && event.elements_chain !== '' && inner.$elements_chain === undefined
      ? { $elements_chain: event.elements_chain }
      : {}),
  }
}

function merged(name: '$set' | '$set_once', event: JsonObject, inner: JsonObject): JsonObject {
  const [outer, own] = [event[name], inner[name]]
  if (!isJsonObject(outer)) return {}
  return { [name]: isJsonObject(own) ? { ...own, ...outer } : outer }
}

function unset(outer: JsonValue | undefined, own: JsonValue | undefined): JsonObject {
  if (outer == null && !isJsonObject(own)) return {}
  return { $unset: [...new Set([...names(own), ...names(outer)])] }
}

/** A list of names; some SDKs send an object with the names as keys. */
function names(value: JsonValue | undefined): JsonValue[] {
  if (Array.isArray(value)) return value
  return isJsonObject(value) ? Object.keys(value) : []
}
