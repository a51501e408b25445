import type { ReactNode } from 'react'
import './facts.css'

/** One heading of the facts, with what is known under it. */
export const Facts = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="facts-section">
    <h2>{title}</h2>
    {children}
  </section>
)

/** One line of a list of facts. */
export const Fact = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div className="fact">
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)
