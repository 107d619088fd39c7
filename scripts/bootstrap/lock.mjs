import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { explain, say } from './report.mjs'

const POLL_MS = 200

/** Runs `work` while holding the lock file; waits for another live holder, and takes over from a dead one. */
export async function withLock(path, work) {
  let announced = false
  while (!tryLock(path)) {
    const holder = readHolder(path)
    if (holder !== null && !isAlive(holder)) {
      removeStale(path, holder)
      continue
    }
    if (!announced) say(`another installation is running here (process ${holder ?? 'unknown'}); waiting for it`)
    announced = true
    await sleep(POLL_MS)
  }
  const release = () => rmSync(path, { force: true })
  const stopOn = (signal) => {
    release()
    process.kill(process.pid, signal)
  }
  process.once('SIGINT', stopOn)
  process.once('SIGTERM', stopOn)
  try {
    return await work()
  } finally {
    process.off('SIGINT', stopOn)
    process.off('SIGTERM', stopOn)
    release()
  }
}

/** A link appears with its content at once, so nobody ever reads a lock that is half written. */
function tryLock(path) {
  const own = `${path}.${process.pid}`
  try {
    writeFileSync(own, String(process.pid))
    linkSync(own, path)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw explain(error, path)
  } finally {
    rmSync(own, { force: true })
  }
}

function readHolder(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : null
  } catch {
    return null
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Moves the lock aside before removing it; if a new holder came in between, its lock is put back. */
function removeStale(path, holder) {
  const aside = `${path}.stale-${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return // somebody else removed it
  }
  const moved = readHolder(aside)
  try {
    if (moved !== holder) linkSync(aside, path)
  } catch {
    // a third process holds the lock already
  }
  unlinkSync(aside)
}
