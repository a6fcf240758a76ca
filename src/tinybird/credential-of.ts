import { bearerToken } from '../http/bearer-token.ts'

/** The token or write key of a request: `Authorization: Bearer`, or `?token=`; '' for none. */
export function credentialOf(request: Request): string {
  return bearerToken(request.headers) ?? new URL(request.url).searchParams.get('token') ?? ''
}
