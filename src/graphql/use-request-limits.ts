import type { Plugin } from 'graphql-yoga'
import type { Principal } from '../auth/principal.ts'
import { credentialKey } from '../limits/credential-key.ts'
import type { RequestGate } from '../limits/request-gate.ts'
import { refusal } from './refusal.ts'

/** Keeps each credential within its requests per second and at the same time. Stands after authentication. */
export function useRequestLimits(gate: RequestGate, principalOf: (request: Request) => Principal): Plugin {
  return {
    onRequest({ request, requestHandler, setRequestHandler }) {
      const key = credentialKey(principalOf(request))
      setRequestHandler((...args) => gate.answer(key, () => requestHandler(...args), refusal))
    },
  }
}
