/** Puts made-up complaints of a year straight into the tables, far faster than reading them from a platform. */

const SHOPS = 20

// Every sentence is drawn from these, so that some words stand in a third of the complaints and others in a handful.
const openings = '我在店里买的|上周下单的|刚收到的|朋友送的|活动价拍的|直播间抢的|给孩子买的|双十一囤的|预订的|续费的'
const goods =
  '燕麦拿铁|外卖套餐|生日蛋糕|蓝牙耳机|儿童雨靴|手机壳|生鲜礼盒|月度会员|健身年卡|网盘会员|电影票|酒店房间|家政保洁|羽绒服|电饭煲|扫地机器人|充电宝|行李箱|洗面奶|护眼台灯|机械键盘|婴儿奶粉|登山鞋|保温杯|宠物粮|乒乓球拍|钢琴课|驾校名额|演唱会门票|洗车卡|iPhone15|Switch 游戏卡'
const troubles =
  '一直没有发货|收到就是坏的|和描述完全不一样|少了一件|被重复扣款|权益没有生效|客服不回消息|已经退货还没退款|包装破损|显示已签收但没收到|不能开发票|到店说没有位置|自动续费关不掉|吃完肚子不舒服|有明显的划痕|尺码发错了'
const wishes =
  '要求全额退款|请尽快处理|希望补发|要求赔偿|退一半就行|再不处理就找平台|请给个说法|要求换货|麻烦核实|请把多扣的退回来'
const titles = '申请退款|重复扣款|服务权益未生效|商家服务态度差|商品质量问题|无法开具发票|预约无法使用|其他'
const words = (list) => list.split('|')
const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜']
const given = [
  ...'安白柏冰博采晨成诚川春聪达丹德东冬帆芳飞菲枫刚歌光广海涵航昊浩荷恒红虎花欢辉慧吉佳嘉健江杰洁锦晶静娟军君俊凯康可兰乐磊丽莉林玲龙璐曼梅美萌梦敏明娜南宁鹏平萍琪倩强青琼泉然仁荣蓉瑞珊尚诗书霜思松涛天婷彤威巍维文武希熙夏贤祥晓笑欣新星秀旭雪雅燕阳洋叶怡艺毅英颖永勇宇雨玉媛远悦云泽哲真振志智舟竹卓紫',
]

const draws = `
  select n,
    (random() * 999999)::int as noise, random() as fate, random() as luck,
    timestamptz '2026-01-01 00:00:00+08' + interval '31536000 s' * (n::double precision / $2) as at,
    lpad((1 + (random() * ($1 - 1))::int)::text, 4, '0') as shop,
    $3::text[] as o, $4::text[] as g, $5::text[] as t, $6::text[] as w, $7::text[] as s, $8::text[] as v, $9::text[] as h,
    lpad((random() * 9999)::int::text, 4, '0') as phone
  from generate_series($10::int, $11::int) n`

// Named here once, since every id and number goes into the searchable text as well.
const rows = `
  select *,
    lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as ms, md5(n::text) as hash,
    o[1 + noise % cardinality(o)] || g[1 + (fate * 99991)::int % cardinality(g)] || '，' ||
      t[1 + (luck * 99989)::int % cardinality(t)] || '，' || w[1 + noise / 7 % cardinality(w)] || '。联系人' ||
      s[1 + noise / 11 % cardinality(s)] || v[1 + noise / 13 % cardinality(v)] ||
      v[1 + (luck * 99971)::int % cardinality(v)] as detail,
    h[1 + noise / 17 % cardinality(h)] as title,
    to_char(at, '2000YYYYMMDDHH24MISS') || lpad(n::text, 10, '0') as platform_id,
    '42000' || to_char(at, 'YYYYMMDD') || lpad((noise::bigint * 7919 + n)::text, 15, '0') as transaction_id,
    'SHOP' || to_char(at, 'YYYYMMDD') || lpad((n * 37 % 100000000)::text, 8, '0') as out_trade_no,
    case when fate < 0.02 then 'PENDING' when fate < 0.06 then 'PROCESSING' else 'PROCESSED' end as state
  from (${draws}) drawn`

const insert = `
  insert into complaints (merchant_id, id, channel, platform_id, mchid, state, detail, problem_type, problem_description,
    complained_at, complaint_times, awaiting_reply, fully_refunded, transaction_id, out_trade_no, order_amount,
    user_tags, payer_phone_masked, need_immediate_service, in_platform_service, agent_mode, episodes, deadlines, duty,
    due_at, search_text, raw, read_at, updated_at, created_at)
  select 'bench-' || shop, substr(ms, 1, 8) || '-' || substr(ms, 9, 4) || '-7' || substr(hash, 1, 3) || '-a' ||
      substr(hash, 4, 3) || '-' || substr(hash, 7, 12),
    'complaints-v2', platform_id, '190000' || shop, state, detail, 'OTHERS', title,
    at, 1, state = 'PENDING', false, transaction_id, out_trade_no, 100 + noise,
    '{}', '138****' || phone, false, false, false, '[{"number":1,"openedAt":0,"closedAt":null}]', '[]',
    case when state <> 'PROCESSED' then 'settlement' end,
    case when state <> 'PROCESSED' then at + interval '72 h' end,
    lower(concat_ws(E'\\n', detail, title, platform_id, '190000' || shop, transaction_id, out_trade_no, phone)),
    '{}', at, at + interval '1 h' * luck, at
  from (${rows}) made`

const counts = `
  insert into complaint_counts
  select merchant_id, channel, state, count(*) from complaints group by merchant_id, channel, state
  on conflict (merchant_id, channel, state) do update set count = excluded.count`

const BATCH = 50_000
/** The searchable terms of a row cost more than the row; two connections use two processors. */
const CONNECTIONS = 2

// Neither the trigger that counts nor the foreign key has anything to say about rows made here.
const settings = `
  set maintenance_work_mem = '512MB'; set synchronous_commit = off; set session_replication_role = replica;
  select setseed(0.5)`

async function withClient(pool, work) {
  const client = await pool.connect()
  try {
    await client.query(settings)
    await work(client)
  } finally {
    // Its settings end with it.
    client.release(true)
  }
}

/** Leaves indexes out while rows pour in and makes them again at the end, which is many times faster. */
async function withoutIndexes(client, work) {
  const { rows: indexes } = await client.query(`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
    where indrelid = 'complaints'::regclass and not indisunique`)
  for (const { name } of indexes) await client.query(`drop index ${name}`)
  await work()
  for (const { definition } of indexes) await client.query(definition)
}

/**
 * @param {import('pg').Pool} pool
 * @param {number} count how many complaints; 2 % are pending and 4 % in processing
 */
export async function fillComplaints(pool, count) {
  const vocabulary = [words(openings), words(goods), words(troubles), words(wishes), surnames, given, words(titles)]
  let next = 1
  const pour = async (client) => {
    for (let first = next; first <= count; first = next) {
      next = first + BATCH
      await client.query(insert, [SHOPS, count, ...vocabulary, first, Math.min(count, first + BATCH - 1)])
    }
  }
  await withClient(pool, async (client) => {
    await client.query(
      `insert into merchants (id, slug, mchid, name, serial_no, private_key_sealed, api_v3_key_sealed)
       select 'bench-' || lpad(n::text, 4, '0'), 'bench-' || n, '190000' || lpad(n::text, 4, '0'), '店' || n, '0', '', ''
       from generate_series(1, $1) n on conflict do nothing`,
      [SHOPS],
    )
    await withoutIndexes(client, async () => {
      await Promise.all(Array.from({ length: CONNECTIONS }, () => withClient(pool, pour)))
      await client.query(counts)
    })
    await client.query('vacuum analyze complaints')
  })
}
