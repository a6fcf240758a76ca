import type { Plugin } from 'graphql-yoga'
import { privateHeaders } from './refusal.ts'

/** No cache between us and the caller may keep an answer, or hand it to somebody else. */
export function usePrivateCaching(): Plugin {
  return {
    onResponse({ response }) {
      for (const [name, value] of Object.entries(privateHeaders)) response.headers.set(name, value)
    },
  }
}
