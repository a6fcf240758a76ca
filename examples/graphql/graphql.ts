/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type LiveActivitySubscriptionVariables = Exact<{
  seconds: number;
}>;


export type LiveActivitySubscription = { locationActivity: { at: string, activeUsers: number, eventsPerMinute: number, latestEvents: Array<{ name: string, pathname: string | null }> } };

export type UsersWithAttributionQueryVariables = Exact<{
  first: number;
}>;


export type UsersWithAttributionQuery = { location: { locationId: string, users: { totalCount: number, nodes: Array<{ userId: string, lastSeenAt: string, attribution: { firstTouch: { channelGroup: string, utmSource: string | null } | null }, sessions: { nodes: Array<{ startedAt: string, pageviewCount: number }> } }> } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const LiveActivityDocument = new TypedDocumentString(`
    subscription LiveActivity($seconds: Int!) {
  locationActivity(intervalSeconds: $seconds) {
    at
    activeUsers
    eventsPerMinute
    latestEvents(first: 1) {
      name
      pathname
    }
  }
}
    `, {"hash":"sha256:de1ccb3243e58d2c96ba2bceee1633412b7a9f544f5eaa1271cb4b90a202dc27"}) as unknown as TypedDocumentString<LiveActivitySubscription, LiveActivitySubscriptionVariables>;
export const UsersWithAttributionDocument = new TypedDocumentString(`
    query UsersWithAttribution($first: Int!) {
  location {
    locationId
    users(first: $first, filter: {identified: true}) {
      totalCount
      nodes {
        userId
        lastSeenAt
        attribution {
          firstTouch {
            channelGroup
            utmSource
          }
        }
        sessions(first: 1) {
          nodes {
            startedAt
            pageviewCount
          }
        }
      }
    }
  }
}
    `, {"hash":"sha256:34d69840e6bf84fb142880726bef7e9035fe3d2f45738cc60fbd65d95f25dbdb"}) as unknown as TypedDocumentString<UsersWithAttributionQuery, UsersWithAttributionQueryVariables>;