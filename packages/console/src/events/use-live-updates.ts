import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../app/services.ts'
import { announce } from '../shell/announcer.tsx'
import { type Connection, type DeskEvent, listenToDesk } from './stream.ts'

/** A storm of events re-reads the list once per this many milliseconds, not once per event. */
const LIST_PAUSE_MS = 400

/** Keeps what is on the screen true while the desk runs; returns how the line to it stands. */
export function useLiveUpdates(): Connection {
  const { queryClient, clock, openEvents } = useServices()
  const { t } = useTranslation()
  const [connection, setConnection] = useState<Connection>('connecting')

  const onOpened = useEffectEvent(() => {
    for (const read of ['complaints', 'complaint']) void queryClient.invalidateQueries({ queryKey: [read] })
  })

  const onRecovered = useEffectEvent(() => {
    void queryClient.invalidateQueries()
    announce(t('connection.recovered'))
  })

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const refreshList = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        void queryClient.invalidateQueries({ queryKey: ['complaints'] })
      }, LIST_PAUSE_MS)
    }
    const onEvent = (event: DeskEvent) => {
      if (event.type === 'hello') return clock.synchronize(event.now)
      const id = event.type === 'complaint.changed' ? event.id : event.complaintId
      void queryClient.invalidateQueries({ queryKey: ['complaint', id] })
      refreshList()
    }
    // Reading anything tells whether the session is gone, and then leads to the sign-in.
    const stop = listenToDesk({
      open: openEvents,
      onEvent,
      onOpened,
      onRecovered,
      onConnection: setConnection,
      onRefused: refreshList,
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [queryClient, clock, openEvents])

  return connection
}
