import type { Simulator } from '@redress/simulator'
import type { Pool } from 'pg'

/** One line for each complaint and each entry of its history, from the simulator's own state. */
function linesOfPlatform(simulator: Simulator): string[] {
  return simulator
    .complaints()
    .flatMap((complaint) => [
      `${complaint.complaintId} ${complaint.state} ${complaint.userComplaintTimes} ${complaint.awaitingReply}`,
      ...complaint.history.map((entry) => `${complaint.complaintId} ${entry.logId} ${entry.content ?? ''}`),
    ])
}

async function linesOfDesk(pool: Pool): Promise<string[]> {
  const complaints = await pool.query<{ line: string }>(
    `select concat_ws(' ', platform_id, state, complaint_times, awaiting_reply::text) as line from complaints`,
  )
  const entries = await pool.query<{ line: string }>(
    `select platform_id || ' ' || log_id || ' ' || coalesce(content, '') as line
     from timeline_entries join complaints on complaints.id = complaint_id`,
  )
  return [...complaints.rows, ...entries.rows].map(({ line }) => line)
}

/** What the platform has and the desk has not, and the other way round; what is there twice is a difference as well. */
export async function difference(simulator: Simulator, pool: Pool): Promise<string[]> {
  const count = new Map<string, number>()
  for (const line of linesOfPlatform(simulator)) count.set(line, (count.get(line) ?? 0) + 1)
  for (const line of await linesOfDesk(pool)) count.set(line, (count.get(line) ?? 0) - 1)
  return [...count].flatMap(([line, balance]) =>
    balance === 0 ? [] : [`${balance > 0 ? 'only at the platform' : 'only at the desk'}: ${line}`],
  )
}
