import { useMutation } from '@tanstack/react-query'
import { Form, Input, Modal, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { done } from '../api/client.ts'
import type { NewOrderFacts, RightsTicket } from '../api/types.ts'
import { useApi, useRefreshComplaint, useServices } from '../app/services.ts'
import { announce } from '../shell/announcer.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'
import { changesOf, deliveries, formFromOrder, goodsKinds, judgeInstant, type OrderForm } from './order-facts.ts'

interface Props {
  readonly complaintId: string
  readonly order: RightsTicket['order']
  readonly open: boolean
  readonly onClose: () => void
}

/** What people know of an order that no notice has told. */
export function OrderFactsDialog({ complaintId, order, open, onClose }: Props) {
  const { t } = useTranslation()
  const api = useApi()
  const { clock } = useServices()
  const refresh = useRefreshComplaint()
  const [form] = Form.useForm<OrderForm>()
  const delivery = Form.useWatch('delivery', form)
  const formId = `order-facts-${complaintId}`
  const save = useMutation({
    mutationFn: async (changes: NewOrderFacts) =>
      await done(
        api.http.PUT('/api/v1/complaints/{id}/order-facts', {
          params: { path: { id: complaintId } },
          body: changes,
        }),
      ),
    onSuccess: () => {
      onClose()
      announce(t('rights.order.saved'))
    },
    onSettled: () => refresh(complaintId),
  })
  function submit(values: OrderForm): void {
    const changes = changesOf(order, { ...formFromOrder(order), ...values })
    if (Object.keys(changes).length > 0) return save.mutate(changes)
    announce(t('rights.order.unchanged'))
    onClose()
  }
  const instantRule = (field: 'paidAt' | 'deliveredAt') => ({
    validator: async () => {
      const typed = { ...formFromOrder(order), ...form.getFieldsValue() }
      const problem = judgeInstant(field, typed, clock.now())
      if (problem !== undefined) throw new Error(t(`rights.order.${problem}`))
    },
  })
  return (
    <Modal
      open={open}
      title={t('rights.order.edit')}
      okText={t('rights.order.save')}
      cancelText={t('common.cancel')}
      confirmLoading={save.isPending}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      onCancel={() => {
        save.reset()
        onClose()
      }}
      destroyOnHidden
      width={480}
    >
      <div className="dialog-body">
        <p>
          {t('rights.order.why')} {t('rights.order.beijing')}
        </p>
        {save.isError && <ProblemNote error={save.error} />}
        <Form<OrderForm>
          id={formId}
          form={form}
          layout="vertical"
          requiredMark={false}
          preserve={false}
          initialValues={formFromOrder(order)}
          onFinish={submit}
        >
          <Form.Item<OrderForm>
            name="goods"
            label={t('rights.order.goods')}
            extra={
              order.goodsAssumed
                ? `${t(`rights.order.goodsKinds.${order.goods}`)} ${t('rights.order.assumed')}`
                : undefined
            }
          >
            <Radio.Group
              options={goodsKinds.map((goods) => ({ value: goods, label: t(`rights.order.goodsKinds.${goods}`) }))}
            />
          </Form.Item>
          <Form.Item<OrderForm> name="outTradeNo" label={t('rights.order.outTradeNo')}>
            <Input maxLength={64} autoComplete="off" />
          </Form.Item>
          <Form.Item<OrderForm> name="paidAt" label={t('rights.order.paidAt')} rules={[instantRule('paidAt')]}>
            <Input type="datetime-local" />
          </Form.Item>
          <Form.Item<OrderForm> name="delivery" label={t('rights.order.delivery')}>
            <Radio.Group
              options={deliveries.map((state) => ({ value: state, label: t(`rights.order.deliveries.${state}`) }))}
            />
          </Form.Item>
          {delivery === 'delivered' && (
            <Form.Item<OrderForm>
              name="deliveredAt"
              label={t('rights.order.deliveredAt')}
              dependencies={['paidAt']}
              rules={[instantRule('deliveredAt')]}
            >
              <Input type="datetime-local" />
            </Form.Item>
          )}
        </Form>
      </div>
    </Modal>
  )
}
