import { CheckCircleOutlined, ExclamationCircleOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { done } from '../api/client.ts'
import type { RightsTicket } from '../api/types.ts'
import { useApi, useRefreshComplaint } from '../app/services.ts'
import { Facts } from '../complaint/facts.tsx'
import { useNow } from '../format/clock.ts'
import { fieldFromInstant, instantFromField } from '../format/date-field.ts'
import { announce } from '../shell/announcer.tsx'
import { Instant } from '../shell/Instant.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'

interface Props {
  readonly complaintId: string
  readonly ticket: RightsTicket
}

/** Whether the payer may demand arbitration, why, and whether they have. The platform tells none of it. */
export function Arbitration({ complaintId, ticket }: Props) {
  const { t } = useTranslation()
  const [noting, setNoting] = useState(false)
  const { eligible, reasons, demandedAt } = ticket.arbitration
  const running = ticket.ticketState === 'ARBITRATION'
  const Icon = eligible ? ExclamationCircleOutlined : CheckCircleOutlined
  return (
    <Facts title={t('rights.arbitration.title')}>
      <div className="arbitration" data-eligible={eligible}>
        <p className="arbitration-verdict">
          <Icon aria-hidden /> {t(eligible ? 'rights.arbitration.eligible' : 'rights.arbitration.notEligible')}
        </p>
        {reasons.length > 0 ? (
          <ul className="arbitration-reasons">
            {reasons.map((reason) => (
              <li key={reason}>{t(`rights.arbitration.reasons.${reason}`)}</li>
            ))}
          </ul>
        ) : (
          !eligible && <p>{t('rights.arbitration.notEligibleHint')}</p>
        )}
        {running && demandedAt !== null && (
          <p className="arbitration-demanded">
            {t('rights.arbitration.demanded')} · <Instant at={demandedAt} />
          </p>
        )}
      </div>
      <Button size="small" onClick={() => setNoting(true)}>
        {t(running ? 'rights.arbitration.end' : 'rights.arbitration.note')}
      </Button>
      <ArbitrationDialog complaintId={complaintId} demanded={!running} open={noting} onClose={() => setNoting(false)} />
    </Facts>
  )
}

interface DialogProps {
  readonly complaintId: string
  readonly demanded: boolean
  readonly open: boolean
  readonly onClose: () => void
}

function ArbitrationDialog({ complaintId, demanded, open, onClose }: DialogProps) {
  const { t } = useTranslation()
  const api = useApi()
  const refresh = useRefreshComplaint()
  const now = useNow()
  const formId = `arbitration-${complaintId}`
  const note = useMutation({
    mutationFn: async ({ at }: { at: string }) => {
      const instant = instantFromField(at)
      await done(
        api.http.POST('/api/v1/complaints/{id}/arbitration', {
          params: { path: { id: complaintId } },
          body: { demanded, ...(instant === undefined ? {} : { at: instant }) },
        }),
      )
    },
    onSuccess: () => {
      onClose()
      announce(t(demanded ? 'rights.arbitration.noted' : 'rights.arbitration.ended'))
    },
    onSettled: () => refresh(complaintId),
  })
  return (
    <Modal
      open={open}
      title={t(demanded ? 'rights.arbitration.noteTitle' : 'rights.arbitration.endTitle')}
      okText={t('rights.arbitration.confirm')}
      cancelText={t('common.cancel')}
      confirmLoading={note.isPending}
      okButtonProps={{ htmlType: 'submit', form: formId }}
      onCancel={() => {
        note.reset()
        onClose()
      }}
      destroyOnHidden
      width={440}
    >
      <div className="dialog-body">
        <p>{t(demanded ? 'rights.arbitration.noteWhy' : 'rights.arbitration.endWhy')}</p>
        {note.isError && <ProblemNote error={note.error} />}
        <Form<{ at: string }>
          id={formId}
          layout="vertical"
          requiredMark={false}
          initialValues={{ at: fieldFromInstant(now) }}
          onFinish={(values) => note.mutate(values)}
        >
          <Form.Item name="at" label={t('rights.arbitration.at')} extra={t('rights.order.beijing')}>
            <Input type="datetime-local" />
          </Form.Item>
        </Form>
      </div>
    </Modal>
  )
}
