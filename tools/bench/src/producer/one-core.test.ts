import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { giveOneCore, parseProcessors } from './one-core.js';

describe('giveOneCore', () => {
  it('reads the list of processors as the kernel writes it', () => {
    expect(parseProcessors('0-3,8')).toEqual([0, 1, 2, 3, 8]);
    expect(parseProcessors('5')).toEqual([5]);
    expect(parseProcessors('')).toEqual([]);
  });

  it('confines a process, its threads included, and keeps the others off, or says that it cannot', () => {
    const idle = () => spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    const children = [idle(), idle()];
    try {
      const [own = 0, other = 0] = children.map(({ pid }) => pid ?? 0);
      if (!giveOneCore(own, [other])) return;
      const allowed = (pid: number) => {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        return parseProcessors(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '');
      };
      expect(allowed(own)).toHaveLength(1);
      expect(allowed(other)).not.toContain(allowed(own)[0]);
    } finally {
      for (const child of children) child.kill();
    }
  });
});
