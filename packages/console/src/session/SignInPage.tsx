import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { Alert, Button, Form, Input } from 'antd'
import type { TFunction } from 'i18next'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../api/client.ts'
import { ApiError } from '../api/errors.ts'
import { sessionQuery } from '../api/queries.ts'
import { useApi } from '../app/services.ts'
import { BrandMark } from '../shell/BrandMark.tsx'
import { LanguageSwitch } from '../shell/LanguageSwitch.tsx'
import { explain } from '../shell/ProblemNote.tsx'
import './sign-in.css'

const route = getRouteApi('/sign-in')

interface Credentials {
  username: string
  password: string
}

function signInProblem(t: TFunction, error: unknown): string {
  if (error instanceof ApiError && error.status === 401) return t('signIn.wrong')
  if (error instanceof ApiError && error.status === 429) {
    return error.retryAfter === undefined
      ? t('signIn.tooManyLater')
      : t('signIn.tooMany', { seconds: error.retryAfter })
  }
  const { message, remedy } = explain(t, error)
  return remedy === undefined ? message : `${message}${remedy}`
}

export function SignInPage() {
  const { t } = useTranslation()
  const api = useApi()
  const router = useRouter()
  const queryClient = useQueryClient()
  const { back, expired } = route.useSearch()
  const [form] = Form.useForm<Credentials>()
  // The page has one purpose; whoever arrives is about to type.
  useEffect(() => form.focusField('username'), [form])
  const signIn = useMutation({
    mutationFn: async (credentials: Credentials) =>
      await bodyOf(api.http.POST('/api/v1/session', { body: credentials })),
    onSuccess: ({ user }) => {
      // Nothing the previous person saw may remain for the next.
      queryClient.clear()
      queryClient.setQueryData(sessionQuery(api).queryKey, user)
      router.history.push(back ?? '/complaints')
    },
  })
  return (
    <main className="sign-in">
      <title>{`${t('signIn.title')} · Redress`}</title>
      <div className="sign-in-panel">
        <div className="sign-in-head">
          <BrandMark />
          <h1>{t('signIn.title')}</h1>
        </div>
        {expired === true && !signIn.isError && <Alert type="info" showIcon title={t('signIn.expired')} />}
        {signIn.isError && <Alert type="error" showIcon title={signInProblem(t, signIn.error)} />}
        <Form<Credentials>
          form={form}
          layout="vertical"
          requiredMark={false}
          onFinish={(values) => signIn.mutate(values)}
        >
          <Form.Item
            name="username"
            label={t('signIn.username')}
            rules={[{ required: true, whitespace: true, message: t('signIn.needUsername') }]}
          >
            <Input autoComplete="username" autoCapitalize="none" spellCheck={false} size="large" />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('signIn.password')}
            rules={[{ required: true, message: t('signIn.needPassword') }]}
          >
            <Input.Password autoComplete="current-password" size="large" />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending}>
            {t('signIn.submit')}
          </Button>
        </Form>
      </div>
      <LanguageSwitch />
    </main>
  )
}
