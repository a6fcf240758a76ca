/** A journey with its last touch lit. */
export const Logo = () => (
  <span className="logo">
    <svg viewBox="0 0 26 24" width="26" height="24" aria-hidden="true">
      <path d="M4 19 10 8l6 6 6-10" className="logo-way" />
      <circle cx="4" cy="19" r="2.4" className="logo-touch" />
      <circle cx="10" cy="8" r="2.4" className="logo-touch" />
      <circle cx="16" cy="14" r="2.4" className="logo-touch" />
      <circle cx="22" cy="4" r="3.2" className="logo-last" />
    </svg>
    <span>Attrigraph</span>
  </span>
)
