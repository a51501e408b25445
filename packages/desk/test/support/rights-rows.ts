import type { Insertable, Kysely } from 'kysely'
import type { ComplaintsTable } from '../../src/store/schema/complaints.ts'
import type { Database } from '../../src/store/schema/database.ts'

const AT = new Date('2026-01-02T03:04:05Z')

/** A row of a rights ticket, for tests that look at what becomes of rows. */
export async function insertTicket(
  db: Kysely<Database>,
  row: Pick<ComplaintsTable, 'merchant_id' | 'id'> & Partial<Insertable<ComplaintsTable>>,
): Promise<void> {
  await db
    .insertInto('complaints')
    .values({
      channel: 'rights-v16',
      platform_id: '7197417460812502768',
      mchid: '1900000109',
      state: 'PENDING',
      channel_state: 'PENDING',
      payer_open_id: 'oSimUser_0001-abcdefghijklmn',
      detail: '质量问题',
      problem_type: null,
      problem_description: '质量问题',
      complained_at: AT,
      complaint_times: 1,
      awaiting_reply: true,
      fully_refunded: false,
      transaction_id: null,
      out_trade_no: null,
      order_amount: null,
      apply_refund_amount: null,
      user_tags: [],
      payer_phone_sealed: null,
      payer_phone_masked: null,
      need_immediate_service: false,
      in_platform_service: false,
      agent_mode: false,
      episodes: '[]',
      deadlines: '[]',
      duty: null,
      due_at: null,
      next_read_at: null,
      next_stage_at: null,
      search_text: '',
      raw: '{}',
      read_at: AT,
      updated_at: AT,
      created_at: AT,
      ...row,
    })
    .execute()
}
