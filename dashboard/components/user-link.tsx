import { Link } from '@tanstack/react-router'

/** Whoever has this id, on a page of their own. */
export const UserLink = ({ userId, hash }: { userId: string; hash?: string }) => (
  <Link
    to="/users/$userId"
    params={{ userId }}
    {...(hash === undefined ? {} : { hash })}
    className="mono id"
    title={userId}
  >
    {isBlank(userId) ? `“${userId}”` : userId}
  </Link>
)

/** White space and what has no width: nothing that could be seen or pointed at. */
const isBlank = (text: string) => /^[\s\p{C}]*$/u.test(text)
