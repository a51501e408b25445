import type { ComplaintDetail, RightsTicket } from '../api/types.ts'
import { Arbitration } from './Arbitration.tsx'
import { HeldNotices } from './HeldNotices.tsx'
import { OrderFacts } from './OrderFacts.tsx'
import { TicketFacts } from './TicketFacts.tsx'
import './rights.css'

export interface TicketProps {
  readonly complaint: ComplaintDetail
  readonly ticket: RightsTicket
}

/** What a ticket of the rights system has beyond other complaints; what waits for a decision comes first. */
export function RightsFacts({ complaint, ticket }: TicketProps) {
  return (
    <>
      <HeldNotices complaintId={complaint.id} notices={ticket.heldNotices} />
      <Arbitration complaintId={complaint.id} ticket={ticket} />
      <TicketFacts complaint={complaint} ticket={ticket} />
      <OrderFacts complaint={complaint} ticket={ticket} />
    </>
  )
}
