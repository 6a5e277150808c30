import { finalizeSummary } from "../../shared/core/aggregate/finalize-summary.ts";
import { decodeSummary } from "../../shared/core/aggregate/summary-encoding.ts";
import { jobIdOf, objectIdOf } from "../../shared/contracts/identity.ts";
import { hasEnded, type Job, type JobState, type SourceSettings } from "../../shared/contracts/job.ts";
import { countRanges, rangeBytesFor } from "../../shared/core/ranges/plan-ranges.ts";
import type { Content } from "./contents.ts";
import { comparable, documentOf, expect, LAST_MODIFIED_MS, type Expected } from "./expected.ts";
import type { FaultCount } from "./faults.ts";
import type { FaultKind } from "./fault-kinds.ts";
import type { Profile } from "./profiles.ts";
import { createReaders, rangesOf, type Readers } from "./readers.ts";
import { SOURCE, tellStory, type Action, type Story } from "./story.ts";
import { LIVENESS_MS } from "./times.ts";
import type { Violation } from "./violation.ts";
import { BUCKET, createWorld, type World } from "./world.ts";

/** What came of a seed. */
export interface SeedResult {
  seed: number;
  violation: Violation | undefined;
  faults: ReadonlyMap<FaultKind, FaultCount>;
  reached: ReadonlyMap<string, number>;
  crashed: ReadonlyMap<string, number>;
  states: ReadonlyMap<JobState, number>;
  invocations: number;
  steps: number;
}

/** A world that moves so often is called endless. */
const STEPS_MAX = 400_000;
const DAY_MS = 86_400_000;
/** Between two looks of somebody who watches. */
const WATCH_PAUSE_MS_MAX = 300;
/** Such a person's looks for one new content. */
const LOOKS_EACH_MAX = 12;
/** Whoever watches sees a bad end within so long, and gives up on a job after so many. */
const REACTION_MS_MAX = 8_000;
const ATTENDED_GENERATIONS_MAX = 4;
/** The oracle and the plan of each content are worked out once for all seeds of a thread. */
const expectations = new Map<string, Promise<Expected>>();

/** Play one seed from its first upload to its last result. The first violation ends it. */
export async function runSeed(seed: number, profile: Profile, trace?: (text: string) => void): Promise<SeedResult> {
  const story = tellStory(seed);
  const expected = await prepare(story, profile);
  const expectedOf = (job: Job): Expected | undefined => expected.get(expectationKey(job.eTag, job.settings));
  const { visibilitySeconds } = story;
  const world = await createWorld({
    seed,
    rates: story.rates,
    callMs: story.callMs,
    pieceBytes: story.pieceBytes,
    finishesSmall: story.finishesSmall,
    expectedOf,
    ...(visibilitySeconds === undefined ? {} : { visibilitySeconds }),
    ...(trace === undefined ? {} : { trace }),
  });
  const play = new Play(world, story, createReaders(world, profile, expectedOf), expectedOf);
  try {
    await play.run();
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  const { faults, stores, points, violations } = world;
  return {
    seed,
    violation: violations[0],
    faults: faults.counts,
    reached: points.reached,
    crashed: points.crashed,
    states: stores.statesReached,
    invocations: world.invocations(),
    steps: play.steps,
  };
}

/** A violation was seen: nothing after it means anything. */
class Stopped extends Error {}

class Play {
  steps = 0;
  private settings: SourceSettings;
  private readonly world: World;
  private readonly story: Story;
  private readonly readers: Readers;
  private readonly expectedOf: (job: Job) => Expected | undefined;
  /** Generations of jobs whose bad end somebody saw to. */
  private readonly attended = new Set<string>();
  /** Looks at the source that those who watch it still take, and taken ones by what was awaited. */
  private looksLeft = 0;
  private isLooking = false;
  private readonly looksAt = new Map<string, { count: number }>();

  constructor(world: World, story: Story, readers: Readers, expectedOf: (job: Job) => Expected | undefined) {
    this.world = world;
    this.story = story;
    this.readers = readers;
    this.expectedOf = expectedOf;
    this.settings = story.settings[0]!;
  }

  async run(): Promise<void> {
    const { world, story } = this;
    await world.stores.jobs.putSource({ source: SOURCE, prefixes: [], settings: this.settings });
    const startMs = world.scheduler.now();
    for (const action of story.actions) {
      await this.passUntil(startMs + action.atMs);
      this.act(action);
    }
    await this.passUntil(startMs + story.faultyMs);
    world.trace("the faults stop");
    world.faults.stop();
    world.s3.isForbidden = false;
    world.s3.unreadable = undefined;
    await this.comeToRest();
    await this.mend();
    await this.judge();
  }

  /** Let everything happen that happens until then. */
  private async passUntil(untilMs: number): Promise<void> {
    while (await this.world.scheduler.step(untilMs)) this.look();
    this.world.scheduler.skip(Math.max(0, untilMs - this.world.scheduler.now()));
  }

  private look(): void {
    this.steps++;
    if (this.world.violations.length > 0) throw new Stopped();
    if (this.story.redrivesAtOnce && !this.world.faults.isStopped) this.attend();
    if (this.looksLeft > 0 && !this.isLooking && this.awaitedLooks() !== undefined) void this.watch();
    if (this.steps > STEPS_MAX) this.fail("liveness", `the world still moves after ${STEPS_MAX} steps`);
  }

  /** Whoever watches repairs what is broken, or thinks so, and redrives what ended badly within seconds. */
  private attend(): void {
    const { world, attended } = this;
    for (const { jobId, state, generation } of world.stores.known.values()) {
      const attempt = `${jobId} ${generation}`;
      if ((state !== "complete-with-gaps" && state !== "failed") || generation >= ATTENDED_GENERATIONS_MAX || attended.has(attempt)) continue;
      attended.add(attempt);
      world.scheduler.schedule(world.random.below(REACTION_MS_MAX), () => {
        if (world.random.chance(0.7)) world.s3.unreadable = undefined;
        void world.callApi("POST", `/jobs/${jobId}/redrive`).then((answer) => this.checkStatus(answer?.status));
      });
    }
  }

  private fail(checker: Violation["checker"], message: string): never {
    this.world.report(checker, message);
    throw new Stopped();
  }

  /** From the last fault on every job ends in time, and nothing is left over. */
  private async comeToRest(): Promise<void> {
    const { world } = this;
    while (!world.isQuiet()) {
      const deadlineMs = world.faults.lastFaultMs + LIVENESS_MS;
      if (!(await world.scheduler.step(deadlineMs))) {
        const live = [...world.stores.known.values()].filter((job) => !hasEnded(job)).map(({ jobId, state, generation }) => `${jobId.slice(0, 6)} ${state} ${generation}`);
        const held = Object.entries(world.queues).flatMap(([name, { queue }]) => queue.messages().map(({ body }) => `${name}: ${body}`));
        this.fail("liveness", `15 minutes after the last fault: jobs ${live.join(", ") || "none"}; messages ${held.slice(0, 5).join(", ") || "none"}`);
      }
      this.look();
    }
  }

  /** The answer of something that people do; the world goes on meanwhile. */
  private async await<Answer>(work: Promise<Answer>): Promise<Answer> {
    let answer: { value: Answer } | undefined;
    let failure: { error: unknown } | undefined;
    work.then(
      (value) => (answer = { value }),
      (error: unknown) => (failure = { error }),
    );
    while (answer === undefined && failure === undefined) {
      if (!(await this.world.scheduler.step())) this.fail("liveness", "a request is never answered");
      this.look();
    }
    if (failure !== undefined) throw failure.error;
    return answer!.value;
  }

  private act(action: Action): void {
    const { world, readers } = this;
    const note = (kind: FaultKind): void => {
      if (this.story.rates.has(kind)) world.faults.note(kind);
    };
    switch (action.does) {
      case "put": {
        const was = world.s3.objects.get(action.objectKey);
        world.trace(`people store content ${action.content.id} (${action.content.bytes.length} bytes) under ${action.objectKey}`);
        if (was !== undefined) note("s3.overwritten");
        else if (world.stores.currents.has(objectIdOf(BUCKET, action.objectKey))) note("s3.restored");
        world.s3.put(action.objectKey, action.content);
        for (const [copy, delayMs] of action.eventDelaysMs.entries()) {
          world.announce(action.objectKey, delayMs);
          if (copy > 0) note("s3.event-duplicated");
          if (delayMs > 3_000) {
            note("s3.event-delayed");
            world.faults.lasts(delayMs);
          }
        }
        if (action.eventDelaysMs.some((delayMs) => this.isOvertaken(action, delayMs))) note("s3.event-reordered");
        return;
      }
      case "delete":
        world.trace(`people delete ${action.objectKey}`);
        if (world.s3.delete(action.objectKey)) note("s3.deleted");
        return;
      case "set":
        void this.setSettings(action.settings);
        return;
      case "forbid":
        world.trace(`S3 ${action.isForbidden ? "refuses" : "allows"} reading`);
        world.s3.isForbidden = action.isForbidden;
        return;
      case "break":
        world.s3.unreadable = { objectKey: action.objectKey, byte: action.byte };
        return;
      case "heal":
        world.s3.unreadable = undefined;
        return;
      case "expire-partial": {
        const job = this.currentJob(action.objectKey);
        if (job !== undefined && !hasEnded(job) && world.expirePartialOf(job)) world.faults.note("dynamodb.partial-expired");
        return;
      }
      case "redrive": {
        const job = this.currentJob(action.objectKey);
        if (job !== undefined) void world.callApi("POST", `/jobs/${job.jobId}/redrive`).then((answer) => this.checkStatus(answer?.status));
        return;
      }
      case "read": {
        const jobIds = [...world.stores.known.keys()];
        if (jobIds.length > 0) void readers.readJob(world.random.pick(jobIds));
        void readers.readSource();
        void world.callApi("GET", "/jobs").then((answer) => this.checkStatus(answer?.status));
        return;
      }
      case "watch": {
        this.looksLeft += action.times;
        return;
      }
    }
  }

  /** Whoever watches looks again and again while something new is current and not shown yet: only then can anything change under who reads. */
  private async watch(): Promise<void> {
    const { world, readers } = this;
    this.isLooking = true;
    for (let looks = this.awaitedLooks(); this.looksLeft > 0 && looks !== undefined && looks.count < LOOKS_EACH_MAX; looks = this.awaitedLooks()) {
      this.looksLeft--;
      looks.count++;
      await readers.readSource();
      await world.scheduler.wait(world.random.below(WATCH_PAUSE_MS_MAX));
    }
    this.isLooking = false;
  }

  /** How often somebody looked since a key got a new content, of one whose former content is still shown. */
  private awaitedLooks(): { count: number } | undefined {
    for (const { jobId, version, published } of this.world.stores.currents.values()) {
      if (published === undefined || published.jobId === jobId) continue;
      const name = `${jobId} ${version}`;
      const looks = this.looksAt.get(name) ?? { count: 0 };
      this.looksAt.set(name, looks);
      if (looks.count < LOOKS_EACH_MAX) return looks;
    }
    return undefined;
  }

  /** A later store of the key is announced earlier. */
  private isOvertaken(put: Action, delayMs: number): boolean {
    return this.story.actions.some(
      (other) =>
        other.does === "put" &&
        put.does === "put" &&
        other.objectKey === put.objectKey &&
        other.atMs > put.atMs &&
        other.eventDelaysMs.some((delay) => other.atMs + delay < put.atMs + delayMs),
    );
  }

  /** Set the source, trying until it is set, and store everything again. */
  private async setSettings(settings: SourceSettings): Promise<void> {
    for (let tries = 0; tries < 50; tries++) {
      const answer = await this.world.callApi("PUT", `/sources/${SOURCE}`, {}, { prefixes: [], settings });
      this.checkStatus(answer?.status);
      if (answer?.status !== 200) continue;
      this.settings = settings;
      for (const objectKey of this.world.s3.objects.keys()) this.world.announce(objectKey, 1_000);
      return;
    }
  }

  private checkStatus(status: number | undefined): void {
    if (status !== undefined && ![200, 202, 404, 409, 410, 503].includes(status)) this.world.report("no-bug", `the API answered ${status}`);
  }

  private currentJob(objectKey: string): Job | undefined {
    const current = this.world.stores.currents.get(objectIdOf(BUCKET, objectKey));
    return current && this.world.stores.known.get(current.jobId);
  }

  /** The job that has to be a key's: of what S3 holds, under the settings as they are. */
  private wantedJob(objectKey: string): { job: Job | undefined; content: Content } | undefined {
    const content = this.world.s3.objects.get(objectKey);
    if (content === undefined) return undefined;
    const jobId = jobIdOf({ bucketName: BUCKET, objectKey, eTag: content.eTag, objectBytes: content.bytes.length }, this.settings);
    return { job: this.world.stores.known.get(jobId), content };
  }

  /** People look after what did not end well: they redrive it, and upload again what could never be split. */
  private async mend(): Promise<void> {
    const { world, story } = this;
    const mendable = () => [...world.s3.objects.keys()].filter((objectKey) => !this.isSettled(objectKey));
    if (mendable().length > 0 && story.redriveAfterDays > 0) {
      world.trace(`${story.redriveAfterDays} days pass`);
      world.scheduler.skip(story.redriveAfterDays * DAY_MS);
    }
    for (let round = 0; round < MEND_ROUNDS_MAX && mendable().length > 0; round++) {
      await this.checkAllGaps();
      for (const objectKey of mendable()) await this.mendKey(objectKey);
      // What people ask for is the last thing that happens.
      world.faults.lasts(0);
      await this.comeToRest();
    }
  }

  private isSettled(objectKey: string): boolean {
    const wanted = this.wantedJob(objectKey);
    if (wanted === undefined) return true;
    const { job } = wanted;
    const current = this.world.stores.currents.get(objectIdOf(BUCKET, objectKey));
    return job !== undefined && current?.jobId === job.jobId && (job.state === "complete" || (job.state === "complete-with-gaps" && job.isRedrivable === false));
  }

  private async mendKey(objectKey: string): Promise<void> {
    const { world } = this;
    const { job } = this.wantedJob(objectKey)!;
    const isDeadLettered = job === undefined || job.state === "superseded" || this.currentJob(objectKey)?.jobId !== job.jobId;
    if (job === undefined || (isDeadLettered && job.state !== "failed")) {
      // Its upload is a dead letter, of which somebody was told: they upload it again.
      if (!world.uploadDied(objectKey) && job?.state !== "superseded")
        this.fail("newest-wins", `${objectKey} holds a content that is not current, and its upload is no dead letter`);
      if (!world.uploadDied(objectKey)) this.fail("newest-wins", `the job of what ${objectKey} holds is superseded, and its upload is no dead letter`);
      world.announce(objectKey, 10);
      return;
    }
    const answer = await this.await(world.callApi("POST", `/jobs/${job.jobId}/redrive`));
    const isExpired = world.scheduler.now() >= job.redrivableUntilMs;
    const isSplitFailure = job.failure?.code === "SPLIT_FAILED" && job.state === "failed" && job.version === 0;
    const wanted = isExpired && !isSplitFailure ? 410 : 202;
    if (answer?.status !== wanted) this.fail("redrive-answers", `redriving the job of ${objectKey}, which is ${job.state}, was answered ${answer?.status} instead of ${wanted}`);
    if (wanted === 202) return;
    // Too late: the answer offers to analyse the content under another key.
    const { offer } = answer.body as { offer?: { body: { objectKey: string } } };
    if (offer === undefined) this.fail("redrive-answers", "a redrive that comes too late is offered nothing instead");
    const content = world.s3.objects.get(objectKey)!;
    world.s3.delete(objectKey);
    world.s3.put(offer.body.objectKey, content);
    world.announce(offer.body.objectKey, 10);
  }

  /** All is quiet and mended: what S3 holds is what people see, exactly. */
  private async judge(): Promise<void> {
    const { world } = this;
    for (const [objectKey, content] of world.s3.objects) {
      const { job } = this.wantedJob(objectKey)!;
      const current = world.stores.currents.get(objectIdOf(BUCKET, objectKey));
      if (job === undefined || current?.jobId !== job.jobId) this.fail("newest-wins", `${objectKey} holds content ${content.id}, but ${current?.jobId ?? "nothing"} is current`);
      if (!this.isSettled(objectKey)) this.fail("redrive-answers", `the job of ${objectKey} is ${job.state} whatever is done about it`);
      const { published } = current;
      // Events that name the same content again make a new version, and nothing new to publish.
      if (published?.jobId !== job.jobId || published.generation !== job.generation)
        this.fail("newest-wins", `${objectKey}: what is published is not the current job ${job.jobId}`);
      const page = await this.await(this.readers.readJob(job.jobId));
      this.look();
      if (page === undefined) this.fail("newest-wins", `the document of ${objectKey} cannot be read`);
      const expected = this.expectedOf(job)!;
      if (comparable(page) !== comparable(documentOf(expected.outcome(new Set())))) this.fail("result-exact", `the document of ${objectKey} is not the plan's`);
      if (expected.oracle !== undefined && comparable(page) !== expected.oracle)
        this.fail("result-oracle", `the document of ${objectKey} (content ${content.id}) is not the oracle's`);
    }
    await this.checkAllGaps();
    for (const job of world.stores.known.values()) this.checkTold(job);
    await this.await(this.readers.readSource());
    this.look();
  }

  /** Whoever listens heard how the job ended. */
  private checkTold(job: Job): void {
    const { jobId, state, generation } = job;
    const told = this.world.events.published.filter((event) => event.jobId === jobId && event.state === state && event.generation === generation);
    // Of a small job only messages of its key's uploads know. Those that found its object gone before it was written know of nothing any more.
    const isKnownToMessages = job.rangeCount <= 1 && state === "complete";
    // The same content under other settings is another job.
    if (told.length === 0 && isKnownToMessages && this.wantedJob(job.objectKey)?.job?.jobId !== jobId) return;
    if (told.length === 0) return this.fail("end-told", `nobody was told that job ${jobId} of ${job.objectKey} ended ${state} in generation ${generation}`);
    const expected = state === "complete" ? this.expectedOf(job) : undefined;
    if (expected === undefined) return;
    const { lines, records, bytes } = finalizeSummary(decodeSummary(expected.outcome(new Set()).summary));
    const wrong = told.find(({ counters }) => counters?.lines !== lines || counters.records !== records || counters.bytes !== bytes);
    if (wrong !== undefined) this.fail("end-told", `the event of job ${jobId} says ${JSON.stringify(wrong.counters?.lines)} lines instead of ${lines}`);
  }

  private async checkAllGaps(): Promise<void> {
    for (const job of this.world.stores.known.values()) if (job.state === "complete-with-gaps") await this.checkGaps(job);
  }

  /** Each gap says where it is, why, and after how many attempts. */
  private async checkGaps(job: Job): Promise<void> {
    const page = await this.await(this.readers.readJob(job.jobId));
    if (page === undefined) return;
    const failed = [...this.world.stores.failedRanges(job.jobId)].toSorted((a, b) => a - b);
    const named = [...rangesOf(page.job.gaps, job)].toSorted((a, b) => a - b);
    if (failed.join() !== named.join()) this.fail("gaps-named", `job ${job.jobId} lacks the ranges ${failed.join()}, and names ${named.join()}`);
    const unnamed = page.job.gaps.find(({ reason, attempts }) => reason === "unknown" || (reason === "attempts-used-up" && attempts === undefined));
    if (unnamed !== undefined) this.fail("gaps-named", `a gap of job ${job.jobId} at ${unnamed.startByte} says ${unnamed.reason}`);
  }
}

const MEND_ROUNDS_MAX = 3;

const expectationKey = (eTag: string, settings: SourceSettings): string => JSON.stringify([eTag, settings]);

/** Work out what every content of the story comes to under every settings. */
async function prepare(story: Story, profile: Profile): Promise<Map<string, Expected>> {
  const prepared = new Map<string, Expected>();
  for (const content of story.contents) {
    for (const settings of story.settings) {
      const key = expectationKey(content.eTag, settings);
      const known = expectations.get(key) ?? expect(content, planOf(content, settings), profile);
      expectations.set(key, known);
      prepared.set(key, await known);
    }
  }
  return prepared;
}

function planOf(content: Content, settings: SourceSettings) {
  const encoding = content.bytes[0] === 0x1f ? "gzip" : content.bytes[0] === 0x28 && content.bytes[1] === 0xb5 ? "zstd" : "plain";
  const objectBytes = content.bytes.length;
  const rangeBytes = encoding === "plain" ? rangeBytesFor(objectBytes, settings.rangeBytes ?? undefined) : objectBytes;
  return { encoding, objectBytes, rangeBytes, rangeCount: encoding === "plain" ? countRanges(objectBytes, rangeBytes) : 1, settings, lastModifiedMs: LAST_MODIFIED_MS } as const;
}
