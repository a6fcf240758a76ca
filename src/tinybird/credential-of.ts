/** The token or write key of a request: `Authorization: Bearer`, or `?token=`; '' for none. */
export function credentialOf(request: Request): string {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1]
  return bearer ?? new URL(request.url).searchParams.get('token') ?? ''
}
