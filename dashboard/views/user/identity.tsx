import { usePlace } from '../../app/place.ts'
import { Panel } from '../../components/view.tsx'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const IdentityOf = graphql(`
  fragment Identity on User {
    userId
    distinctIds
    identityMappings {
      anonymousId
      userId
      mappedAt
      source
    }
  }
`)
const DecisionFields = graphql(`
  fragment Decision on IdentityDecision {
    anonymousId
    userId
    decidedAt
    decidedBy
  }
`)

/** All ids of the person, and what made them one: statements of SDKs, and decisions through the API. */
export function Identity({ user, decisions }: IdentityProps) {
  const { clock } = usePlace()
  const { userId, distinctIds, identityMappings } = readFragment(IdentityOf, user)
  const mappingOf = new Map(identityMappings.map((mapping) => [mapping.anonymousId, mapping]))
  const about = decisions
    ?.map((decision) => readFragment(DecisionFields, decision))
    .filter((decision) => distinctIds.includes(decision.anonymousId) || decision.userId === userId)
  return (
    <Panel
      title="Identity"
      note={distinctIds.length === 1 ? 'One id is this person' : `${distinctIds.length} ids are this person`}
    >
      <ul className="ids">
        {distinctIds.map((id) => {
          const mapping = mappingOf.get(id)
          return (
            <li key={id} data-canonical={id === userId}>
              <span className="mono id">{id}</span>
              <small>
                {id === userId && 'the canonical id'}
                {mapping !== undefined &&
                  `is ${mapping.userId} by ${mapping.source}, ${clock.minute(mapping.mappedAt)}`}
              </small>
            </li>
          )
        })}
      </ul>
      {about !== undefined && about.length > 0 && (
        <>
          <h3>Decisions</h3>
          <ul className="ids">
            {about.map((decision) => (
              <li key={`${decision.anonymousId} ${decision.decidedAt}`}>
                <span className="mono id">{decision.anonymousId}</span>
                <small>
                  {decision.userId === null ? 'taken back' : `mapped to ${decision.userId}`} by{' '}
                  {decision.decidedBy ?? 'a token without a subject'}, {clock.minute(decision.decidedAt)}
                </small>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  )
}

interface IdentityProps {
  user: FragmentType<typeof IdentityOf>
  /** Of the whole location; undefined when the token may not see them. */
  decisions: readonly FragmentType<typeof DecisionFields>[] | undefined
}
