import { readFileSync } from 'node:fs';

/** Ticks of the kernel's clock, in which it counts time; Linux says 100 a second to all programs. */
const MS_A_TICK = 10;

/** A file of /proc about a process, or undefined where there is none: on systems other than Linux, or when it is gone. */
function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

/** CPU time that another process has used, in milliseconds; 0 where the system does not tell. */
export function cpuMsOf(pid: number): number {
  // Behind the program's name, which may hold anything, fields are counted from the third.
  const fields = procFile(pid, 'stat')?.split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * MS_A_TICK;
}

/** The most memory that another process has held so far, in bytes; undefined where the system does not tell. */
export function peakBytesOf(pid: number): number | undefined {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(procFile(pid, 'status') ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
