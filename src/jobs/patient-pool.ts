import type pg from 'pg'
import { isPassing } from '#src/db/transaction.ts'

/** graphile-worker tries again after this code, waiting 50 ms and more; after a lost connection it does not. */
const TRY_AGAIN = '40001'

/**
 * A pool for graphile-worker, with which it waits for a database that is away. On its own it notes the end of a job once, in a promise
 * that nobody awaits, and when the connection is lost the whole process dies of that. `isStopping`: from then on nothing is waited for.
 */
export function patientPool(pool: pg.Pool, isStopping: () => boolean): pg.Pool {
  const patient = (error: unknown): never => {
    if (!isPassing(error) || isStopping()) throw error
    throw Object.assign(new Error('the database is away', { cause: error }), { code: TRY_AGAIN })
  }
  const patientClient = (client: pg.PoolClient) =>
    wrap(client, 'query', (result) => (result instanceof Promise ? result.catch(patient) : result))
  // given a callback, `connect` returns nothing: that is the connection that listens, which graphile-worker replaces itself
  return wrap(pool, 'connect', (result) => (result instanceof Promise ? result.then(patientClient, patient) : result))
}

/** The same object, but for what one of its methods returns. */
function wrap<T extends object>(object: T, method: string, change: (result: unknown) => unknown): T {
  return new Proxy(object, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(value, target, args)
        return name === method ? change(result) : result
      }
    },
  })
}
