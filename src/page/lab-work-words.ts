/** What the page says of faults, checkpoints and reset. Pure. */
import type { Language } from './words.ts';

const en = {
  tab: 'Faults',
  fault: 'Fault',
  faults: 'Faults',
  faultsAbout: 'Each one is a typical mistake in a lab that is solved. Finding it is the exercise.',
  isBroken: 'broken',
  reveal: 'What is it?',
  break: 'Break',
  repair: 'Repair',
  checkpoints: 'Checkpoints',
  checkpointsAbout: 'Builds the lab anew and runs the reference commands up to the end of a step.',
  step: (number: number) => `Step ${number}`,
  go: 'Go to its end',
  reset: 'Reset the lab',
  resetAbout: 'Back to the start, with nothing configured.',
  cancel: 'Cancel',
  sure: {
    break: (name: string) => `Break the lab with ${name}? You can repair it here.`,
    repair: (name: string) => `Repair ${name}? Its commands are run on the machines.`,
    checkpoint: (name: string) =>
      `Build the lab anew, up to the end of "${name}"? What you did on the machines is lost, and terminals end.`,
    reset: 'Build the lab anew? What you did on the machines is lost, and terminals end.',
  },
  doing: {
    break: 'Breaking …',
    repair: 'Repairing …',
    checkpoint: 'Going to the step …',
    reset: 'Resetting …',
    failover: 'Failover …',
  },
};

const zh: typeof en = {
  tab: '故障',
  fault: '故障',
  faults: '故障',
  faultsAbout: '每一个都是已完成的实验里常见的错误。找出它，就是练习。',
  isBroken: '已注入',
  reveal: '是什么？',
  break: '注入',
  repair: '修复',
  checkpoints: '检查点',
  checkpointsAbout: '重建实验环境，并运行参考命令，直到某一步结束。',
  step: (number: number) => `第 ${number} 步`,
  go: '到这一步结束',
  reset: '重置实验',
  resetAbout: '回到开始，什么都没有配置。',
  cancel: '取消',
  sure: {
    break: (name: string) => `要注入“${name}”吗？之后可以在这里修复。`,
    repair: (name: string) => `要修复“${name}”吗？修复命令会在机器上运行。`,
    checkpoint: (name: string) => `要重建实验环境，直到“${name}”结束吗？你在机器上所做的会丢失，终端会结束。`,
    reset: '要重建实验环境吗？你在机器上所做的会丢失，终端会结束。',
  },
  doing: {
    break: '正在注入……',
    repair: '正在修复……',
    checkpoint: '正在转到这一步……',
    reset: '正在重置……',
    failover: '切换……',
  },
};

export const WORK_WORDS: Record<Language, typeof en> = { en, zh };
