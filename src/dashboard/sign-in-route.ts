import { Hono } from 'hono'
import type { SignInCodes } from '../auth/sign-in-codes.ts'
import { readBody } from '../http/request-body.ts'
import { isJsonObject } from '../json/json-value.ts'
import { parsedJson } from '../json/parsed-json.ts'

const longestBody = 500

/**
 * `POST /sign-in` with `{"code"}`: a token for the code of a link, once. 410 for any other code, without saying which
 * it is.
 */
export function createSignInRoute(codes: SignInCodes): Hono {
  return new Hono({ strict: false }).post('/sign-in', async (context) => {
    context.header('cache-control', 'no-store')
    const code = codeIn(await textOf(context.req.raw))
    const token = code === undefined ? undefined : await codes.exchange(code)
    if (token === undefined) return context.json({ error: 'The code has been used, or is too old.' }, 410)
    return context.json({ token })
  })
}

/** What is longer is no code, and need not be read. */
async function textOf(request: Request): Promise<string> {
  // A form of another site cannot send this type.
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) return ''
  try {
    return new TextDecoder().decode(await readBody(request, longestBody))
  } catch {
    return ''
  }
}

function codeIn(text: string): string | undefined {
  const body = parsedJson(text)
  return isJsonObject(body) && typeof body.code === 'string' ? body.code : undefined
}
