import { useMutation } from '@tanstack/react-query'
import { Form, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../api/client.ts'
import { newIdempotencyKey } from '../api/idempotency-key.ts'
import type { RightsTicket } from '../api/types.ts'
import { useApi, useRefreshComplaint } from '../app/services.ts'
import { useNow } from '../format/clock.ts'
import { fieldFromInstant, instantFromField } from '../format/date-field.ts'
import { announce } from '../shell/announcer.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'

interface Props {
  readonly complaintId: string
  readonly order: RightsTicket['order']
  readonly open: boolean
  readonly onClose: () => void
}

interface DeliveryForm {
  readonly status: 'delivered' | 'failed'
  readonly at: string
  readonly outTradeNo: string
  readonly reason?: string
}

/** Tells WeChat Pay whether the goods went out. */
export function DeliveryDialog({ complaintId, order, open, onClose }: Props) {
  const { t } = useTranslation()
  const api = useApi()
  const now = useNow()
  const refresh = useRefreshComplaint()
  const [status, setStatus] = useState<DeliveryForm['status']>('delivered')
  const formId = `delivery-${complaintId}`
  const report = useMutation({
    mutationFn: async (values: DeliveryForm) =>
      await bodyOf(
        api.http.POST('/api/v1/complaints/{id}/delivery-notice', {
          params: { path: { id: complaintId }, header: { 'idempotency-key': newIdempotencyKey() } },
          body: {
            status: values.status,
            at: instantFromField(values.at) ?? '',
            outTradeNo: values.outTradeNo.trim(),
            ...(values.status === 'failed' ? { reason: values.reason?.trim() ?? '' } : {}),
          },
        }),
      ),
    onSuccess: () => {
      close()
      announce(t('rights.delivery.queued'))
    },
    onSettled: () => refresh(complaintId),
  })
  function close(): void {
    report.reset()
    setStatus('delivered')
    onClose()
  }
  return (
    <Modal
      open={open}
      title={t('rights.delivery.title')}
      okText={t('rights.delivery.confirm')}
      cancelText={t('common.cancel')}
      confirmLoading={report.isPending}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      onCancel={close}
      destroyOnHidden
      width={480}
    >
      <div className="dialog-body">
        <p>{t('rights.delivery.why')}</p>
        {report.isError && <ProblemNote title={t('rights.delivery.failed')} error={report.error} />}
        <Form<DeliveryForm>
          id={formId}
          layout="vertical"
          requiredMark={false}
          initialValues={{ status, at: fieldFromInstant(order.deliveredAt ?? now), outTradeNo: order.outTradeNo ?? '' }}
          onValuesChange={(changes: Partial<DeliveryForm>) => {
            if (changes.status !== undefined) setStatus(changes.status)
          }}
          onFinish={(values) => report.mutate(values)}
        >
          <Form.Item<DeliveryForm> name="status" label={t('rights.delivery.status')}>
            <Radio.Group
              options={(['delivered', 'failed'] as const).map((value) => ({
                value,
                label: t(`rights.delivery.statuses.${value}`),
              }))}
            />
          </Form.Item>
          <Form.Item<DeliveryForm>
            name="at"
            label={t('rights.delivery.at')}
            extra={t('rights.order.beijing')}
            rules={[{ required: true, message: t('rights.delivery.needAt') }]}
          >
            <Input type="datetime-local" />
          </Form.Item>
          <Form.Item<DeliveryForm>
            name="outTradeNo"
            label={t('rights.delivery.outTradeNo')}
            rules={[{ required: true, whitespace: true, message: t('rights.delivery.needOutTradeNo') }]}
          >
            <Input maxLength={64} autoComplete="off" />
          </Form.Item>
          {status === 'failed' && (
            <Form.Item<DeliveryForm>
              name="reason"
              label={t('rights.delivery.reason')}
              rules={[{ required: true, whitespace: true, message: t('rights.delivery.needReason') }]}
            >
              <Input.TextArea rows={2} maxLength={200} placeholder={t('rights.delivery.reasonHint')} />
            </Form.Item>
          )}
        </Form>
      </div>
    </Modal>
  )
}
