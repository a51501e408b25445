/** What was sold; the clocks of V1.6 depend on it: 虚拟物品, 服务, 实物. */
export type Goods = 'virtual' | 'service' | 'physical'

/** What is known of an order's delivery. */
export type DeliveryState = 'delivered' | 'failed' | 'undelivered'
