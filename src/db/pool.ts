import { createHash } from 'node:crypto'
import { Socket } from 'node:net'
import pg from 'pg'

/** The role of every application connection; row-level security binds it. */
export const APP_ROLE = 'girassol_app'

/** Anything that runs a query: the pool for cross-tenant functions, a transaction for everything else. */
export type Queryable = Pick<pg.Pool | pg.PoolClient, 'query'>

const TIMESTAMPTZ = 1184
const BIGINT = 20
const NUMERIC = 1700

// Instants stay text until a row schema makes them Temporal.Instant; counts and money fit a double here.
const parsers = new Map<number, (text: string) => unknown>([
  [TIMESTAMPTZ, (text) => text],
  [BIGINT, Number],
  [NUMERIC, Number],
])

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ??
    (format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text')),
}

/** A pool whose connections run as `girassol_app` (`role: null`: as the owner, for migrations only). */
export function createPool({
  databaseUrl,
  size,
  role = APP_ROLE,
}: {
  databaseUrl: string
  size: number
  role?: string | null
}) {
  const options = ['-c timezone=UTC', ...(role ? [`-c role=${role}`] : [])].join(' ')
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: size,
    options,
    types,
    // a statement need not wait for the answer to the one before it, and what is said in one breath leaves in one packet
    pipeline: true,
    stream: createJoiningSocket,
    connectionTimeoutMillis: 10_000,
    application_name: 'girassol',
  })
  // A connection that breaks while idle is replaced on the next use; whoever was using one gets the error from its query.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  pool.on('connect', prepareStatements)
  return pool
}

/** Texts are few, since every one stands in the code; their names are kept, so that each is hashed once. */
const names = new Map<string, string>()

/**
 * Gives every statement with parameters a name, so that PostgreSQL parses and plans it once a connection: planning was a third of all its
 * work. Plans of one name and text never meet another's, since the name is the text's hash.
 */
function prepareStatements(client: pg.PoolClient): void {
  client.query = new Proxy(client.query, {
    apply(query, self, [text, values, ...rest]: unknown[]) {
      const isStatement = typeof text === 'string' && Array.isArray(values)
      return Reflect.apply(
        query,
        self,
        isStatement ? [{ name: nameOf(text), text, values }, ...rest] : [text, values, ...rest],
      )
    },
  })
}

function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 24)
  names.set(text, name)
  return name
}

/** A socket that sends what is written within one tick at once. */
function createJoiningSocket(): Socket {
  const socket = new Socket()
  let isCorked = false
  const release = () => {
    isCorked = false
    socket.uncork()
  }
  socket.write = new Proxy(socket.write, {
    apply(write, self, args) {
      if (!isCorked) {
        isCorked = true
        socket.cork()
        process.nextTick(release)
      }
      return Reflect.apply(write, self, args)
    },
  })
  return socket
}
