/** A text of any length on two lines at most; pointing at it shows all of it. */
export const Clamped = ({ children }: { children: string }) => (
  <span className="clamped" title={children}>
    {children}
  </span>
)
