/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  subscription LiveActivity($seconds: Int!) {\n    locationActivity(intervalSeconds: $seconds) {\n      at\n      activeUsers\n      eventsPerMinute\n      latestEvents(first: 1) {\n        name\n        pathname\n      }\n    }\n  }\n": typeof types.LiveActivityDocument,
    "\n  query UsersWithAttribution($first: Int!) {\n    location {\n      locationId\n      users(first: $first, filter: { identified: true }) {\n        totalCount\n        nodes {\n          userId\n          lastSeenAt\n          attribution {\n            firstTouch {\n              channelGroup\n              utmSource\n            }\n          }\n          sessions(first: 1) {\n            nodes {\n              startedAt\n              pageviewCount\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.UsersWithAttributionDocument,
};
const documents: Documents = {
    "\n  subscription LiveActivity($seconds: Int!) {\n    locationActivity(intervalSeconds: $seconds) {\n      at\n      activeUsers\n      eventsPerMinute\n      latestEvents(first: 1) {\n        name\n        pathname\n      }\n    }\n  }\n": types.LiveActivityDocument,
    "\n  query UsersWithAttribution($first: Int!) {\n    location {\n      locationId\n      users(first: $first, filter: { identified: true }) {\n        totalCount\n        nodes {\n          userId\n          lastSeenAt\n          attribution {\n            firstTouch {\n              channelGroup\n              utmSource\n            }\n          }\n          sessions(first: 1) {\n            nodes {\n              startedAt\n              pageviewCount\n            }\n          }\n        }\n      }\n    }\n  }\n": types.UsersWithAttributionDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription LiveActivity($seconds: Int!) {\n    locationActivity(intervalSeconds: $seconds) {\n      at\n      activeUsers\n      eventsPerMinute\n      latestEvents(first: 1) {\n        name\n        pathname\n      }\n    }\n  }\n"): typeof import('./graphql.ts').LiveActivityDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query UsersWithAttribution($first: Int!) {\n    location {\n      locationId\n      users(first: $first, filter: { identified: true }) {\n        totalCount\n        nodes {\n          userId\n          lastSeenAt\n          attribution {\n            firstTouch {\n              channelGroup\n              utmSource\n            }\n          }\n          sessions(first: 1) {\n            nodes {\n              startedAt\n              pageviewCount\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').UsersWithAttributionDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
