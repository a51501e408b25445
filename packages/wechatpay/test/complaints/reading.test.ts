import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHistoryAnswer } from '../../src/complaints/history.ts'
import { readListAnswer } from '../../src/complaints/list.ts'
import { readComplaint } from '../../src/complaints/read-complaint.ts'
import { type Drift, openText, parseInstant } from '../../src/index.ts'

const MINIMAL = {
  complaint_id: '200201820200101080076610000',
  complaint_time: '2015-05-20T13:29:35+08:00',
  complaint_detail: 'x',
  complaint_state: 'PENDING',
  complainted_mchid: '1900012181',
  complaint_full_refunded: false,
  incoming_user_response: false,
  user_complaint_times: 1,
  problem_description: 'y',
}
const ENTRY = {
  log_id: '1',
  operator: '投诉人',
  operate_time: '2026-01-22T17:00:00+08:00',
  operate_type: 'USER_RESPONSE',
}

const reading = (change: Record<string, unknown>) => {
  const drift: Drift[] = []
  return { complaint: readComplaint({ ...MINIMAL, ...change }, (one) => drift.push(one)), drift }
}
const entryOf = (change: Record<string, unknown>) => {
  const drift: Drift[] = []
  const page = readHistoryAnswer({ data: [{ ...ENTRY, ...change }], limit: 100, offset: 0 }, (one) => drift.push(one))
  return { entry: page.items[0], drift }
}

describe('a complaint', () => {
  it('with everything documented is read without drift', () => {
    const { complaint, drift } = reading({
      payer_phone: 'cipher',
      payer_openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
      complaint_order_info: [{ transaction_id: 't', out_trade_no: 'o', amount: 3 }],
      complaint_media_list: [
        {
          media_type: 'USER_COMPLAINT_IMAGE',
          media_url: ['https://api.mch.weixin.qq.com/v3/merchant-service/images/a%3D'],
        },
      ],
      problem_type: 'REFUND',
      apply_refund_amount: 10,
      user_tag_list: ['TRUSTED', 'HIGH_RISK'],
      service_order_info: [{ order_id: 'a', out_order_no: 'b', state: 'DOING' }],
      additional_info: {
        type: 'SHARE_POWER_TYPE',
        share_power_info: {
          return_time: '2022-08-23T10:00:00+08:00',
          return_address_info: {
            return_address: '深圳',
            longitude: '113.93535488533665',
            latitude: '22.52305518747831',
          },
          is_returned_to_same_machine: false,
        },
      },
      in_platform_service: true,
      need_immediate_service: true,
      is_agent_mode: true,
    })
    expect(drift).toEqual([])
    expect(complaint).toMatchObject({
      payerOpenId: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
      media: [
        { type: 'USER_COMPLAINT_IMAGE', urls: ['https://api.mch.weixin.qq.com/v3/merchant-service/images/a%3D'] },
      ],
      problemType: 'REFUND',
      applyRefundAmount: 10,
      userTags: ['TRUSTED', 'HIGH_RISK'],
      serviceOrders: [{ orderId: 'a', outOrderNo: 'b', state: 'DOING' }],
      additionalInfo: {
        sharePower: { returnAddress: { longitude: '113.93535488533665' }, returnedToSameMachine: false },
      },
      inPlatformService: true,
      needImmediateService: true,
      agentMode: true,
    })
  })

  it('whose merchant comes as a number is read as text and reported', () => {
    const { complaint, drift } = reading({ complainted_mchid: 1900012181 })
    expect(complaint.complaintedMerchantId).toBe('1900012181')
    expect(drift).toEqual([{ kind: 'wrong-type', shape: 'complaint', path: 'complainted_mchid' }])
  })

  it('keeps values and fields nobody knows, and says where', () => {
    const { complaint, drift } = reading({
      complaint_state: 'ARCHIVED',
      user_tag_list: ['VIP', 'TRUSTED'],
      problem_type: 'constructor',
      shiny: { a: 1 },
    })
    expect(complaint.state).toEqual({ unknown: 'ARCHIVED' })
    expect(complaint.userTags.map(openText)).toEqual(['VIP', 'TRUSTED'])
    expect(complaint.problemType).toEqual({ unknown: 'constructor' })
    expect(complaint.raw).toMatchObject({ shiny: { a: 1 } })
    expect(drift).toEqual([
      { kind: 'unknown-value', shape: 'complaint', path: 'complaint_state', value: 'ARCHIVED' },
      { kind: 'unknown-value', shape: 'complaint', path: 'problem_type', value: 'constructor' },
      { kind: 'unknown-value', shape: 'complaint', path: 'user_tag_list', value: 'VIP' },
      { kind: 'unknown-field', shape: 'complaint', path: 'shiny' },
    ])
  })

  it.each(['complaint_id', 'complaint_time', 'complainted_mchid'])(
    'without %s cannot be placed and is refused by that name',
    (field) => {
      expect(() => reading({ [field]: undefined })).toThrow(expect.objectContaining({ code: 'ANSWER_INVALID', field }))
      expect(() => reading({ [field]: null })).toThrow(expect.objectContaining({ code: 'ANSWER_INVALID', field }))
    },
  )

  it('reports its place on a page', () => {
    const drift: Drift[] = []
    readListAnswer(
      {
        data: [MINIMAL, { ...MINIMAL, complaint_order_info: [{ transaction_id: 't', out_trade_no: 'o' }] }],
        limit: 10,
        offset: 0,
      },
      (one) => drift.push(one),
    )
    expect(drift).toEqual([{ kind: 'missing-field', shape: 'list', path: 'data[1].complaint_order_info[0].amount' }])
  })

  it('is read from anything that has its three marks, whatever the rest is', () => {
    const fields = fc.dictionary(
      fc.constantFrom(
        ...Object.keys(MINIMAL),
        'complaint_media_list',
        'user_tag_list',
        'complaint_order_info',
        'additional_info',
        'service_order_info',
        'new_field',
      ),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(fields, (change) => {
        const { complaint_id, complaint_time, complainted_mchid } = MINIMAL
        const { complaint } = reading({ ...change, complaint_id, complaint_time, complainted_mchid })
        expect(complaint.id).toBe(MINIMAL.complaint_id)
        expect(Number.isSafeInteger(complaint.complaintTimes)).toBe(true)
        expect(Array.isArray(complaint.media)).toBe(true)
      }),
    )
  })
})

describe('the media list of a history entry', () => {
  const media = { media_type: 'USER_COMPLAINT_IMAGE', media_url: ['u1', 'u2'] }
  const read = [{ type: 'USER_COMPLAINT_IMAGE', urls: ['u1', 'u2'] }]

  it.each([
    ['an object', media, read],
    ['an array', [media], read],
    [
      'an array of two',
      [media, { ...media, media_url: 'u3' }],
      [...read, { type: 'USER_COMPLAINT_IMAGE', urls: ['u3'] }],
    ],
    ['null', null, []],
    ['missing', undefined, []],
    ['an empty array', [], []],
    [
      'an object without addresses',
      { media_type: 'USER_COMPLAINT_IMAGE' },
      [{ type: 'USER_COMPLAINT_IMAGE', urls: [] }],
    ],
  ])('is read when it is %s', (_, value, expected) => {
    const { entry, drift } = entryOf({ complaint_media_list: value })
    expect(entry?.media).toEqual(expected)
    expect(drift).toEqual([])
  })

  it('is empty and reported when it is nothing of these', () => {
    const { entry, drift } = entryOf({ complaint_media_list: 'picture' })
    expect(entry?.media).toEqual([])
    expect(drift).not.toEqual([])
  })
})

describe('a history entry', () => {
  it.each([
    ['USER_COMFIRM_COMPLAINT', 'USER_CONFIRM_COMPLAINT'],
    ['MERCHANT_REFUSE_RERUND', 'MERCHANT_REFUSE_REFUND'],
    ['USER_APPLY_PLATFORM_SERIVCE', 'USER_APPLY_PLATFORM_SERVICE'],
    ['COMPLAINT_FULL_REFUNDED', 'COMPLAINT_FULL_REFUNDED'],
  ])('keeps the wire spelling %s and calls it %s', (wireAction, action) => {
    expect(entryOf({ operate_type: wireAction }).entry).toMatchObject({ wireAction, action })
  })

  it('reads a click, also with its content as an object', () => {
    expect(
      entryOf({
        operate_type: 'USER_CLICK_RESPONSE',
        click_message: { message_content: 'Solved', action_id: 'a4', clicked_log_id: '78' },
      }).entry?.click,
    ).toEqual({ content: 'Solved', actionId: 'a4', clickedLogId: '78' })
    expect(entryOf({ click_message: { message_content: { text: 'Solved' } } }).entry?.click?.content).toBe(
      '{"text":"Solved"}',
    )
  })

  it('reads why the payer asked the platform for help, under the misspelt names', () => {
    const { entry, drift } = entryOf({
      operate_type: 'USER_APPLY_PLATFORM_SERVICE',
      user_appy_platform_service_reason: '商家处理不及时',
      user_appy_platform_service_reason_description: 'd',
    })
    expect(entry).toMatchObject({ platformServiceReason: '商家处理不及时', platformServiceDescription: 'd' })
    expect(drift).toEqual([])
  })

  it('reads every kind of block, and keeps one it does not know', () => {
    const blocks = [
      { type: 'TEXT', text: { text: 'Please choose', color: 'SECONDARY', is_bold: true } },
      { type: 'IMAGE', image: { media_id: 'm.bmp', image_style_type: 'IMAGE_STYLE_TYPE_WIDE' } },
      {
        type: 'LINK',
        link: {
          text: 'Order',
          action: { action_type: 'ACTION_TYPE_JUMP_URL', jump_url: 'https://x', action_id: 'a1' },
          invalid_info: { expired_time: '2026-02-01T00:00:00+08:00', multi_clickable: true },
        },
      },
      {
        type: 'FAQ_LIST',
        faq_list: {
          faqs: [
            {
              faq_id: 'f1',
              faq_title: 'When?',
              action: {
                action_type: 'ACTION_TYPE_SEND_MESSAGE',
                message_info: { content: 'When?', custom_data: 'f1' },
                action_id: 'a2',
              },
            },
          ],
        },
      },
      {
        type: 'BUTTON',
        button: {
          text: 'Open',
          action: { action_type: 'ACTION_TYPE_JUMP_MINI_PROGRAM', mini_program_jump_info: { appid: 'wx', path: 'p' } },
        },
      },
      {
        type: 'BUTTON_GROUP',
        button_group: {
          button_layout: 'LAYOUT_HORIZONTAL',
          buttons: [{ text: 'Yes', action: { action_type: 'ACTION_TYPE_DANCE' } }],
          invalid_info: { multi_clickable: false },
        },
      },
      { type: 'HOLOGRAM', hologram: { x: 1 } },
    ]
    const { entry, drift } = entryOf({ normal_message: { blocks, sender_identity: 'MACHINE', custom_data: 'case-42' } })
    expect(entry?.message).toMatchObject({
      sender: 'MACHINE',
      customData: 'case-42',
      blocks: [
        { type: 'TEXT', text: 'Please choose', color: 'SECONDARY', bold: true },
        { type: 'IMAGE', mediaId: 'm.bmp', style: 'WIDE' },
        {
          type: 'LINK',
          text: 'Order',
          action: { kind: 'open-url', actionId: 'a1', url: 'https://x' },
          expiry: { multiClickable: true, expiresAt: { text: '2026-02-01T00:00:00+08:00' } },
        },
        {
          type: 'FAQ_LIST',
          faqs: [
            {
              id: 'f1',
              title: 'When?',
              action: { kind: 'send-message', content: 'When?', customData: 'f1', actionId: 'a2' },
            },
          ],
        },
        {
          type: 'BUTTON',
          button: { text: 'Open', action: { kind: 'open-mini-program', miniProgram: { appId: 'wx', path: 'p' } } },
        },
        {
          type: 'BUTTON_GROUP',
          layout: 'HORIZONTAL',
          expiry: { multiClickable: false },
          buttons: [{ text: 'Yes', action: { kind: 'unknown', wireType: 'ACTION_TYPE_DANCE' } }],
        },
        { type: 'UNKNOWN', wireType: 'HOLOGRAM', raw: { type: 'HOLOGRAM', hologram: { x: 1 } } },
      ],
    })
    expect(drift.map((one) => [one.kind, one.value])).toEqual([
      ['unknown-value', 'ACTION_TYPE_DANCE'],
      ['unknown-value', 'HOLOGRAM'],
    ])
  })
})

describe('times', () => {
  it.each([
    ['2015-05-20T13:29:35+08:00', '2015-05-20T05:29:35.000Z'],
    ['2015-05-20T13:29:35.120+08:00', '2015-05-20T05:29:35.120Z'],
    ['2015-05-20T05:29:35Z', '2015-05-20T05:29:35.000Z'],
    ['2015-05-20T05:29:35.123456789Z', '2015-05-20T05:29:35.123Z'],
    ['2015-05-20T13:29:35', '2015-05-20T05:29:35.000Z'],
    ['2015-05-20 13:29:35', '2015-05-20T05:29:35.000Z'],
    ['2015-05-20T13:29:35+05:30', '2015-05-20T07:59:35.000Z'],
    ['2016-02-29T00:00:00+08:00', '2016-02-28T16:00:00.000Z'],
    ['2015-12-31T23:59:59+08:00', '2015-12-31T15:59:59.000Z'],
    ['2016-01-01T07:59:59+08:00', '2015-12-31T23:59:59.000Z'],
  ])('%s is %s, with the text kept', (text, iso) => {
    expect(parseInstant(text)).toEqual({ date: new Date(iso), text })
  })

  it.each(['', 'now', '2015-13-20T13:29:35+08:00', '1432099775', '2015-05-20', '2015-05-20T25:00:00+08:00'])(
    '%j is no time',
    (text) => {
      expect(parseInstant(text)).toBeUndefined()
    },
  )

  it('in Beijing are what the runtime makes of them, also where a part is out of range', () => {
    const two = (max: number) => fc.nat({ max }).map((part) => String(part).padStart(2, '0'))
    const year = fc.nat({ max: 9999 }).map((part) => String(part).padStart(4, '0'))
    fc.assert(
      fc.property(year, two(14), two(33), two(25), two(61), two(61), (y, month, day, hour, minute, second) => {
        const text = `${y}-${month}-${day}T${hour}:${minute}:${second}+08:00`
        const time = Date.parse(text)
        expect(parseInstant(text)?.date.getTime()).toBe(Number.isNaN(time) ? undefined : time)
      }),
      { numRuns: 2000 },
    )
  })
})
