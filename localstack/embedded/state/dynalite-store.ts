import type { Server } from "node:http";
import { createRequire } from "node:module";
import { EmbeddedError } from "../embedded-error.ts";

const require = createRequire(import.meta.url);
const VALUES_PER_READ = 256;

type Item = Record<string, unknown>;
type Callback = (error?: Error | null) => void;
type Operation = { type: "put"; key: string; value: Item } | { type: "del"; key: string };

interface Index {
  IndexName: string;
  IndexStatus?: string;
}

interface Table {
  TableName: string;
  TableStatus: string;
  LocalSecondaryIndexes?: Index[];
  GlobalSecondaryIndexes?: Index[];
}

interface ItemDb {
  put(key: string, item: Item, done: Callback): void;
  del(key: string, done: Callback): void;
}

interface LevelIterator {
  nextv(count: number): Promise<Item[]>;
  close(): Promise<void>;
}

interface Store {
  db: {
    open(): Promise<void>;
    batch(operations: Operation[], done: Callback): void;
    values(options: object): unknown;
  };
  tableDb: { put(name: string, table: Table, done: Callback): void };
  getItemDb(tableName: string): ItemDb;
}

/** The module inside dynalite through which all of its actions reach the database. */
interface DynaliteDb {
  create(options: object): Store;
  createKey(item: Item, table: Table): string;
  getIndexActions(
    indexes: Index[],
    existing: Item | undefined,
    item: Item | null,
    table: Table,
  ): { puts: { index: string; key: string; item: Item }[]; deletes: { index: string; key: string }[] };
  updateIndexes(store: Store, table: Table, existing: Item | undefined, item: Item | null, done: Callback): void;
}

const dynalite = require("dynalite") as (options: object) => Server;
const internals = require("dynalite/db") as DynaliteDb;

/**
 * A DynamoDB endpoint on the database in `folder`, with faults of dynalite mended. It writes an item and its entries in the indexes one
 * after the other, so that a process killed in between leaves an index that never forgets; and a table first as CREATING, which a process
 * killed in between leaves for ever. It leaves a cursor open after every query, which made its process grow by 400 MB in 1,000 queries.
 * It does not answer a write that the disk refuses: now that is a 500. The log of the database has a gap then, and it must be opened anew
 * before it takes more: that is `onWriteFailure`'s. A database that cannot be opened answers nothing at all: now that is an error.
 * @throws EmbeddedError `DATA_DIR_UNUSABLE` when it cannot be opened, as on a full disk.
 */
export async function openDynalite(folder: string, onWriteFailure: (error: Error) => void): Promise<Server> {
  const create = internals.create.bind(internals);
  let opening: Promise<void> | undefined;
  internals.create = (options) => {
    const store = create(options);
    opening = store.db.open();
    return mend(store, onWriteFailure);
  };
  let server: Server;
  try {
    server = dynalite({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  } finally {
    internals.create = create;
  }
  try {
    await opening;
  } catch (error) {
    const { message } = (error as Error).cause instanceof Error ? ((error as Error).cause as Error) : (error as Error);
    throw new EmbeddedError("DATA_DIR_UNUSABLE", `The database in the data directory cannot be opened: ${message}`, { folder }, error);
  }
  return server;
}

function mend(store: Store, onWriteFailure: (error: Error) => void): Store {
  // What the indexes owe to an item waits here until the item itself is written, which dynalite does next under the lock of its key.
  const owed = new Map<string, Operation[]>();
  internals.updateIndexes = (_store, table, existing, item, done) => {
    const subject = item ?? existing;
    if (subject !== undefined) owed.set(`${table.TableName}/${internals.createKey(subject, table)}`, indexOperations(table, existing, item));
    done();
  };

  const write = (operations: Operation[], done: Callback): void =>
    store.db.batch(operations, (error) => {
      if (error === undefined || error === null) return done();
      onWriteFailure(error);
      done(Object.assign(new Error(error.message), { statusCode: 500, body: { __type: "com.amazonaws.dynamodb.v20120810#InternalServerError", message: error.message } }));
    });

  const getItemDb = store.getItemDb.bind(store);
  const mendedDbs = new Map<string, ItemDb>();
  store.getItemDb = (tableName) => {
    const known = mendedDbs.get(tableName);
    if (known !== undefined) return known;
    const takeOwed = (key: string): Operation[] => {
      const operations = owed.get(`${tableName}/${key}`) ?? [];
      owed.delete(`${tableName}/${key}`);
      return operations;
    };
    const itemDb = getItemDb(tableName);
    const mended = Object.assign(itemDb, {
      put: (key: string, value: Item, done: Callback) => write([...takeOwed(key), { type: "put", key: `item-${tableName}~${key}`, value }], done),
      del: (key: string, done: Callback) => write([...takeOwed(key), { type: "del", key: `item-${tableName}~${key}` }], done),
    });
    mendedDbs.set(tableName, mended);
    return mended;
  };

  const putTable = store.tableDb.put.bind(store.tableDb);
  store.tableDb.put = (name, table, done) => putTable(name, table.TableStatus === "CREATING" ? activated(table) : table, done);

  const values = store.db.values.bind(store.db) as (options: object) => LevelIterator;
  store.db.values = (options) => closingIterator(values(options));
  return store;
}

function activated(table: Table): Table {
  const { GlobalSecondaryIndexes: indexes } = table;
  return { ...table, TableStatus: "ACTIVE", ...(indexes !== undefined && { GlobalSecondaryIndexes: indexes.map((index) => ({ ...index, IndexStatus: "ACTIVE" })) }) };
}

function indexOperations(table: Table, existing: Item | undefined, item: Item | null): Operation[] {
  return (["Local", "Global"] as const).flatMap((kind) => {
    const { puts, deletes } = internals.getIndexActions(table[`${kind}SecondaryIndexes`] ?? [], existing, item, table);
    const keyOf = (index: string, key: string): string => `index-${kind.toLowerCase()}~${table.TableName}~${index}~${key}`;
    return [
      ...deletes.map(({ index, key }): Operation => ({ type: "del", key: keyOf(index, key) })),
      ...puts.map(({ index, key, item: value }): Operation => ({ type: "put", key: keyOf(index, key), value })),
    ];
  });
}

/** The two methods of an iterator that dynalite calls: `next`, undefined at the end, and `return`. Either end closes the cursor. */
function closingIterator(iterator: LevelIterator): { next(): Promise<Item | undefined>; return(): Promise<void> } {
  let batch: Item[] = [];
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    await iterator.close();
  };
  return {
    async next() {
      if (batch.length === 0 && !isClosed) batch = (await iterator.nextv(VALUES_PER_READ)).toReversed();
      const value = batch.pop();
      if (value === undefined) await close();
      return value;
    },
    return: close,
  };
}
