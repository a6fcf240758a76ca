/** The token of `Authorization: Bearer <token>`; `undefined` where there is none, or another scheme. */
export function bearerToken(headers: Headers): string | undefined {
  return /^bearer\s+(\S+)$/i.exec(headers.get('authorization')?.trim() ?? '')?.[1]
}
