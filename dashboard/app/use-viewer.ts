import { createRequest } from '@urql/core'
import { useQuery } from 'urql'
import { useKnown } from '../components/use-known.ts'
import { graphql } from '../graphql/gql.ts'

const ViewerQuery = graphql(`
  query Viewer {
    viewer {
      subject
      scopes
    }
    locations(first: 200) {
      nodes {
        id
        locationId
        timeZone
      }
      pageInfo {
        hasNextPage
      }
    }
  }
`)
const { key } = createRequest(ViewerQuery, {})

/** Who is signed in and which locations there are, and how to ask again. It is asked once, whoever wants to know it. */
export function useViewer() {
  const [asked, again] = useQuery({ query: ViewerQuery })
  return { data: useKnown(key, asked), error: asked.error, again }
}
