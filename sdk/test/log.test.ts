/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- winston types its own transports as interfaces of a class, too */
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { config, createLogger, format, transports } from 'winston';
import { pinoIssues, winstonIssues, type LogIssueOptions } from '../src/adapters/log.js';
import { useHive, withoutId } from './use-hive.js';

const hive = useHive();
const quiet = { heartbeatInterval: 0 };

/** An agent, and what it has told of issues so far. */
function connect(onWarning?: (message: string) => void) {
  const client = hive.connect(onWarning === undefined ? {} : { onWarning });
  return {
    agent: client.agent('a', quiet),
    issues: async () => {
      await client.flush();
      return hive.events('issue').map(withoutId);
    },
  };
}

/** A sink for the lines that the application itself wants. */
const nowhere = (): Writable =>
  new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });

const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

const pinoLogger = (options: LogIssueOptions, own: pino.LoggerOptions = {}) =>
  pino({ level: 'debug', ...own }, pino.multistream([{ stream: nowhere() }, { stream: pinoIssues(options) }]));

const winstonLogger = (options: LogIssueOptions) =>
  createLogger({
    level: 'debug',
    format: format.combine(format.errors({ stack: true }), format.splat(), format.json()),
    transports: [new transports.Stream({ stream: nowhere() }), winstonIssues(options)],
  });

type Log = (level: 'info' | 'warn' | 'error', message: string, bindings?: object) => void;

/** Both loggers, spoken to in the same way. */
const LOGGERS: readonly (readonly [string, (options: LogIssueOptions) => Log])[] = [
  [
    'pino',
    (options) => {
      const logger = pinoLogger(options);
      return (level, message, bindings = {}) => {
        logger[level](bindings, message);
      };
    },
  ],
  [
    'winston',
    (options) => {
      const logger = winstonLogger(options);
      return (level, message, bindings = {}) => {
        logger.log(level, message, bindings);
      };
    },
  ],
];

describe.each(LOGGERS)('%s', (_name, loggerWith) => {
  it('makes an issue of a warning and of an error, and leaves the rest alone', async () => {
    const { agent, issues } = connect();
    const log = loggerWith({ agent, logger: 'crm' });
    log('info', 'started');
    log('warn', 'Disk is getting full');
    log('error', 'Disk is full');
    expect(await issues()).toEqual([
      {
        'hive.event.kind': 'issue',
        'hive.event.severity': 'warn',
        'hive.event.summary': 'Disk is getting full',
        'hive.event.tags': ['issue', 'other'],
        'hive.issue.action': 'reported',
        'hive.issue.category': 'other',
        'hive.issue.context': '{"logger":"crm","level":"warn"}',
        'hive.issue.id': like(/^log-crm-warn-[0-9a-f]{12}$/),
        'hive.issue.occurrence_count': 1,
        'hive.issue.severity': 'medium',
        'hive.issue.title': 'Disk is getting full',
      },
      expect.objectContaining({
        'hive.event.severity': 'error',
        'hive.issue.id': like(/^log-crm-error-[0-9a-f]{12}$/),
        'hive.issue.severity': 'high',
        'hive.issue.title': 'Disk is full',
      }),
    ]);
  });

  it('takes messages that differ in values only for one problem, counts it, and tells of it once per interval', async () => {
    const { agent, issues } = connect();
    const log = loggerWith({ agent, intervalMs: 50 });
    for (let turn = 1; turn <= 500; turn++) {
      log('warn', `Lead lead-${turn} of 'Acme ${turn}' (user${turn}@acme.com) took ${turn * 1.5} s`);
    }
    expect(await issues()).toHaveLength(1);
    const last = await hive.collector.until(() => hive.events('issue')[1]);
    expect(last.attributes['hive.issue.occurrence_count']).toBe(500);
    expect(new Set(hive.events('issue').map(({ attributes }) => attributes['hive.issue.id'])).size).toBe(1);
  });

  it('keeps different problems apart, up to a hundred; a storm of more is one issue that counts them', async () => {
    const { agent, issues } = connect();
    const log = loggerWith({ agent, intervalMs: 50 });
    const letters = (turn: number): string => String.fromCharCode(97 + (turn % 26), 97 + Math.floor(turn / 26));
    for (let turn = 0; turn < 400; turn++) log('error', `No such table: ${letters(turn)}`);
    const told = await issues();
    expect(told).toHaveLength(101);
    expect(told[100]).toMatchObject({
      'hive.issue.id': 'log-error',
      'hive.issue.title': 'Too many different error messages in the log to tell of each',
      'hive.issue.severity': 'high',
    });
    const last = await hive.collector.until(() =>
      hive.events('issue').find(({ attributes }) => attributes['hive.issue.occurrence_count'] === 300),
    );
    expect(last.attributes['hive.issue.id']).toBe('log-error');
  });

  it('forgets problems that are over when it needs the room', async () => {
    const { agent } = connect();
    const log = loggerWith({ agent, intervalMs: 1 });
    const letters = (turn: number): string => String.fromCharCode(97 + (turn % 26), 97 + Math.floor(turn / 26));
    for (let turn = 0; turn < 100; turn++) log('error', `No such table: ${letters(turn)}`);
    await hive.collector.until(() => {
      log('error', 'One problem more');
      return hive.events('issue').find(({ attributes }) => attributes['hive.issue.title'] === 'One problem more');
    });
  });

  it('adds only the fields that are asked for, and the type and message of an error', async () => {
    const { agent, issues } = connect();
    const log = loggerWith({ agent, fields: ['tenant', 'absent'], category: 'connectivity' });
    log('error', 'Request failed', { err: new TypeError('no route'), tenant: 'acme', password: 'hunter2' });
    const [issue] = await issues();
    expect(issue).toMatchObject({
      'hive.issue.category': 'connectivity',
      'hive.issue.context':
        '{"logger":"root","level":"error","errorType":"TypeError","errorMessage":"no route","tenant":"acme"}',
    });
  });

  it('begins at the level that it is given', async () => {
    const { agent, issues } = connect();
    const log = loggerWith({ agent, level: 'error' });
    log('warn', 'careful');
    log('error', 'broken');
    expect((await issues()).map((issue) => issue['hive.issue.title'])).toEqual(['broken']);
  });

  it('gives an issue to the agent in whose work it was logged, and to nobody when there is none', async () => {
    const { agent, issues } = connect();
    const log = loggerWith({});
    log('error', 'outside');
    await agent.task('t', {}, async () => {
      await Promise.resolve();
      log('error', 'inside');
    });
    expect((await issues()).map((issue) => issue['hive.issue.title'])).toEqual(['inside']);
  });

  it("never takes the SDK's own warnings for problems of the agent, at once or later", async () => {
    const loggers: Log[] = [];
    let later = Promise.resolve();
    const heard: string[] = [];
    const { agent, issues } = connect((warning) => {
      heard.push(warning);
      loggers[0]?.('warn', warning);
      later = new Promise((resolve) => {
        process.nextTick(() => {
          loggers[0]?.('warn', `later: ${warning}`);
          resolve();
        });
      });
    });
    loggers.push(loggerWith({ agent }));
    loggers[0]?.('warn', 'x'.repeat(600));
    await later;
    expect(heard).toHaveLength(2);
    expect((await issues()).map((issue) => issue['hive.issue.title'])).toEqual(['x'.repeat(512)]);
  });

  it.each<readonly [string, unknown]>([
    ['a level that does not exist', { level: 'loud' }],
    ['an interval that is no number', { intervalMs: 'often' }],
    ['fields that are no list', { fields: 7 }],
    ['no options at all', null],
  ])('lives with %s, as an application without types may give it', async (_what, wrong) => {
    const { agent, issues } = connect();
    const log = loggerWith(wrong as LogIssueOptions);
    agent.track('work', () => {
      log('warn', 'careful');
      log('warn', 'careful');
    });
    expect((await issues()).map((issue) => issue['hive.issue.title'])).toEqual(['careful']);
  });
});

describe('pino', () => {
  it('calls a fatal record critical and names the logger by its binding, in a child too', async () => {
    const { agent, issues } = connect();
    pinoLogger({ agent }, { name: 'crawler' }).child({ page: 7 }).fatal('out of memory');
    expect(await issues()).toMatchObject([
      {
        'hive.issue.id': like(/^log-crawler-fatal-/),
        'hive.issue.severity': 'critical',
        'hive.issue.context': '{"logger":"crawler","level":"fatal"}',
      },
    ]);
  });

  it('sees what redact left of a record, whatever the keys and the shape of the level', async () => {
    const { agent, issues } = connect();
    const stream = pinoIssues({ agent, fields: ['user'], messageKey: 'message', errorKey: 'error' });
    const logger = pino(
      {
        redact: ['user.email'],
        messageKey: 'message',
        errorKey: 'error',
        formatters: { level: (label) => ({ level: label }) },
      },
      stream,
    );
    logger.error({ user: { email: 'a@b.c', plan: 'free' }, error: new RangeError('too far') }, 'Cannot bill');
    expect(await issues()).toMatchObject([
      {
        'hive.issue.title': 'Cannot bill',
        'hive.issue.context':
          '{"logger":"root","level":"error","errorType":"RangeError","errorMessage":"too far","user":{"email":"[Redacted]","plan":"free"}}',
      },
    ]);
  });

  it('says what an error says when it is logged by itself', async () => {
    const { agent, issues } = connect();
    pinoLogger({ agent }).error(new RangeError('too far'));
    expect(await issues()).toMatchObject([{ 'hive.issue.title': 'too far' }]);
  });

  it('is not harmed by a line that is no JSON', () => {
    const stream = pinoIssues({ agent: hive.connect().agent('a', quiet) });
    expect(() => {
      stream.write('half a li');
    }).not.toThrow();
  });
});

describe('winston', () => {
  it.each<readonly [string, string]>([
    ['emerg', 'critical'],
    ['alert', 'critical'],
    ['crit', 'critical'],
    ['error', 'high'],
    ['warning', 'medium'],
  ])('takes the syslog level %s for %s', async (level, severity) => {
    const { agent, issues } = connect();
    createLogger({ levels: config.syslog.levels, transports: [winstonIssues({ agent })] }).log(level, 'trouble');
    expect(await issues()).toMatchObject([{ 'hive.issue.severity': severity }]);
  });

  it('reads the level below its colours, the label of a logger, and an error that is the record', async () => {
    const { agent, issues } = connect();
    const logger = createLogger({
      format: format.combine(format.label({ label: 'billing' }), format.colorize(), format.simple()),
      transports: [winstonIssues({ agent })],
    });
    logger.error(new TypeError('no such invoice'));
    expect(await issues()).toMatchObject([
      {
        'hive.issue.title': 'no such invoice',
        'hive.issue.id': like(/^log-billing-error-/),
        'hive.issue.severity': 'high',
      },
    ]);
  });
});
