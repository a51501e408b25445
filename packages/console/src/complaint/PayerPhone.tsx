import { EyeOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../api/client.ts'
import type { ComplaintDetail } from '../api/types.ts'
import { useApi } from '../app/services.ts'
import { announce } from '../shell/announcer.tsx'
import { CopyText } from '../shell/CopyText.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'

/** The payer's number: masked, shown on request with a reason. The plain number lives in this component only. */
export function PayerPhone({ complaint }: { readonly complaint: ComplaintDetail }) {
  const { t } = useTranslation()
  const api = useApi()
  const [asking, setAsking] = useState(false)
  const [form] = Form.useForm<{ reason: string }>()
  const reveal = useMutation({
    mutationFn: async ({ reason }: { reason: string }) =>
      await bodyOf(
        api.http.POST('/api/v1/complaints/{id}/phone-reveals', {
          params: { path: { id: complaint.id } },
          body: { reason: reason.trim() },
        }),
      ),
    // Not kept in the cache after the page has moved on.
    gcTime: 0,
    onSuccess: () => {
      setAsking(false)
      announce(t('phone.shown'), { quiet: true })
    },
  })
  if (complaint.payerPhone === null) return <span className="muted">{t('detail.noPhone')}</span>
  if (reveal.data !== undefined) return <CopyText text={reveal.data.phone} what={t('detail.phone')} />
  return (
    <>
      <span className="number">{complaint.payerPhone.masked}</span>{' '}
      <Button size="small" type="link" icon={<EyeOutlined aria-hidden />} onClick={() => setAsking(true)}>
        {t('phone.reveal')}
      </Button>
      <Modal
        open={asking}
        title={t('phone.title')}
        okText={t('phone.confirm')}
        cancelText={t('common.cancel')}
        confirmLoading={reveal.isPending}
        okButtonProps={{ htmlType: 'submit', form: 'phone-reveal' }}
        onCancel={() => setAsking(false)}
        afterOpenChange={(open) => open && form.focusField('reason')}
        destroyOnHidden
        width={440}
      >
        <div className="dialog-body">
          <p>{t('phone.why')}</p>
          {reveal.isError && <ProblemNote error={reveal.error} />}
          <Form<{ reason: string }>
            id="phone-reveal"
            form={form}
            clearOnDestroy
            layout="vertical"
            requiredMark={false}
            onFinish={(values) => reveal.mutate(values)}
          >
            <Form.Item
              name="reason"
              label={t('phone.reason')}
              rules={[{ required: true, whitespace: true, message: t('phone.needReason') }]}
            >
              <Input maxLength={200} placeholder={t('phone.reasonExample')} />
            </Form.Item>
          </Form>
        </div>
      </Modal>
    </>
  )
}
