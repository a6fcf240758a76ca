import { formats } from './formats.ts'
import { envelopeSchema, parameterSchema, type Schema } from './openapi-schemas.ts'
import type { Pipe, PipeParameter } from './pipe.ts'

export interface OpenApiOptions {
  /** The pipes to describe, each under the name that it is asked by. */
  named: readonly { name: string; pipe: Pipe }[]
  /** Where `/pipes/…` hangs. */
  serverUrl: string
  /** Parameters that the token gives, so that a request need not. */
  given?: (pipe: Pipe) => ReadonlySet<string>
}

const failures = {
  400: 'A parameter is missing or not of its type.',
  403: 'The token is missing, not valid, or does not cover this.',
  404: 'There is no such pipe or format.',
  405: 'Use GET, HEAD or POST.',
  408: 'The query took too long.',
  413: 'The body is too large.',
  415: 'The body is compressed.',
  429: "The token's limit is reached; Retry-After says when to come again.",
  500: 'Unexpected error.',
  503: 'The database or the key set cannot be reached; Retry-After says when to come again.',
}

/** The OpenAPI 3.1 document of the pipes. Paths are literally `/pipes/<name>.{format}`, as Tinybird's are. */
export function openApi({ named, serverUrl, given = () => new Set() }: OpenApiOptions): Schema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Attrigraph pipes',
      version: '1.0.0',
      description: 'Users, sessions, attribution, metrics and errors of a location, on the Tinybird wire.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: serverUrl }],
    security: [{ bearer: [] }, { token: [] }],
    tags: [{ name: 'pipes', description: 'Parameterised questions.' }],
    paths: Object.fromEntries(
      named.map(({ name, pipe }) => [`/pipes/${name}.{format}`, pathItem(name, pipe, given(pipe))]),
    ),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        token: { type: 'apiKey', in: 'query', name: 'token' },
      },
      responses: Object.fromEntries(
        Object.entries(failures).map(([status, description]) => [
          `Failure${status}`,
          { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } } },
        ]),
      ),
      schemas: {
        Failure: {
          type: 'object',
          required: ['error', 'documentation'],
          properties: { error: { type: 'string' }, documentation: { type: 'string', format: 'uri' } },
        },
        ...Object.fromEntries(
          [...new Set(named.map(({ pipe }) => pipe))].flatMap((pipe) => [
            [answerOf(pipe), envelopeSchema(pipe)],
            [parametersOf(pipe), bodySchema(pipe)],
          ]),
        ),
      },
    },
  }
}

function pathItem(name: string, pipe: Pipe, given: ReadonlySet<string>): Schema {
  const responses = { '200': success(pipe), ...failureResponses }
  const common = {
    tags: ['pipes'],
    description: name === pipe.name ? pipe.description : `Another name of ${pipe.name}. ${pipe.description}`,
    responses,
  }
  const schema = reference(parametersOf(pipe))
  return {
    parameters: [
      {
        name: 'format',
        in: 'path',
        required: true,
        description: 'Form of the answer.',
        schema: { type: 'string', enum: Object.keys(formats), default: 'json' },
      },
    ],
    get: {
      operationId: name,
      summary: name,
      ...common,
      parameters: pipe.parameters.flatMap((parameter) =>
        spellingsOf(parameter).map(([spelling, description]) => ({
          name: spelling,
          in: 'query',
          required: parameter.required === true && !given.has(parameter.name),
          description,
          schema: parameterSchema(parameter),
        })),
      ),
    },
    post: {
      operationId: `${name}_post`,
      summary: `${name}, with the parameters in the body`,
      ...common,
      requestBody: {
        content: { 'application/json': { schema }, 'application/x-www-form-urlencoded': { schema } },
      },
    },
  }
}

const answerOf = ({ name }: Pipe) => `${name}_answer`
const parametersOf = ({ name }: Pipe) => `${name}_parameters`
const reference = (schema: string) => ({ $ref: `#/components/schemas/${schema}` })

function bodySchema({ parameters }: Pipe): Schema {
  const properties = parameters.flatMap((parameter) =>
    spellingsOf(parameter).map(([spelling, description]) => [spelling, { ...parameterSchema(parameter), description }]),
  )
  return { type: 'object', properties: Object.fromEntries(properties) }
}

const spellingsOf = ({ name, aliases = [], description }: PipeParameter): [string, string][] => [
  [name, description],
  ...aliases.map((alias): [string, string] => [alias, `The same as ${name}.`]),
]

const success = (pipe: Pipe): Schema => ({
  description: 'The rows.',
  content: {
    'application/json': { schema: reference(answerOf(pipe)) },
    'text/csv': { schema: { type: 'string' } },
    'application/x-ndjson': { schema: { type: 'string' } },
    'application/vnd.apache.parquet': {
      schema: { type: 'string', contentMediaType: 'application/vnd.apache.parquet' },
    },
    'text/plain': { schema: { type: 'string' } },
  },
})

const failureResponses = Object.fromEntries(
  Object.keys(failures).map((status) => [status, { $ref: `#/components/responses/Failure${status}` }]),
)
