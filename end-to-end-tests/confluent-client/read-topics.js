// Reads topics from their beginning to their end and prints every record as a line of JSON, decoded through the schema
// registry. It shares no code with Countersign: what it can read, any Confluent client can.

import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import schemaregistry from "@confluentinc/schemaregistry";
import kafkajs from "kafkajs";

const USAGE =
  "usage: node read-topics.js --brokers host:port[,…] --registry http://host:port/path --topics name[,…]" +
  " [--timeout seconds]";

async function main() {
  const { brokers, registry, topics, timeout } = options();
  const kafka = new kafkajs.Kafka({
    clientId: "confluent-client",
    brokers,
    logLevel: kafkajs.logLevel.ERROR,
    // kafkajs would mix its log with the records on standard output.
    logCreator: () => ({ label, log }) => console.error(`${label} ${log.message}`),
  });
  const deserializer = new schemaregistry.AvroDeserializer(
    new schemaregistry.SchemaRegistryClient({ baseURLs: [registry] }),
    schemaregistry.SerdeType.VALUE,
    {},
  );
  const groupId = `confluent-client-${randomUUID()}`;
  const admin = kafka.admin();
  const consumer = kafka.consumer({ groupId });
  await admin.connect();
  try {
    const unread = await ends(admin, topics);
    const counts = { records: 0, undecoded: 0 };
    if (unread.size > 0) {
      await read(consumer, topics, unread, timeout, (record) => print(deserializer, record, counts));
      await admin.deleteGroups([groupId]);
    }
    console.error(`${counts.records} records read, ${counts.undecoded} of them not decoded`);
    return counts.undecoded === 0 ? 0 : 1;
  } finally {
    await admin.disconnect();
  }
}

function options() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        brokers: { type: "string" },
        registry: { type: "string" },
        topics: { type: "string" },
        timeout: { type: "string", default: "120" },
      },
    }));
  } catch (error) {
    throw new Misuse(error.message);
  }
  for (const name of ["brokers", "registry", "topics"]) {
    if (!values[name]) {
      throw new Misuse(`--${name} is missing`);
    }
  }
  const timeout = Number(values.timeout);
  if (!(timeout > 0)) {
    throw new Misuse(`--timeout must be a positive number of seconds, not ${values.timeout}`);
  }
  return {
    brokers: values.brokers.split(","),
    registry: values.registry.replace(/\/+$/, ""),
    topics: values.topics.split(","),
    timeout: timeout * 1000,
  };
}

class Misuse extends Error {}

/** The end offset of every partition that holds something now, by "topic/partition". */
async function ends(admin, topics) {
  const unread = new Map();
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      if (BigInt(low) < BigInt(high)) {
        unread.set(`${topic}/${partition}`, BigInt(high));
      }
    }
  }
  return unread;
}

/** Hands every committed record up to the ends over; kafkajs reads committed records only unless told otherwise. */
async function read(consumer, topics, unread, timeout, take) {
  let timer;
  await consumer.connect();
  try {
    await consumer.subscribe({ topics, fromBeginning: true });
    await new Promise((resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`not read to the end in time: ${[...unread.keys()].join(", ")}`)),
        timeout,
      );
      // A partition can end with a marker of a transaction, which is no record: batches tell, records do not.
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
        const place = `${payload.topic}/${payload.partition}`;
        if (unread.has(place) && BigInt(payload.lastOffset) + 1n >= unread.get(place)) {
          unread.delete(place);
        }
        if (unread.size === 0) {
          resolve();
        }
      });
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      consumer
        .run({
          eachMessage: async ({ topic, partition, message }) => take({ topic, partition, message }),
        })
        .catch(reject);
    });
  } finally {
    clearTimeout(timer);
    await consumer.disconnect();
  }
}

async function print(deserializer, { topic, partition, message }, counts) {
  counts.records++;
  const headers = {};
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    headers[name] = String(Array.isArray(value) ? value[value.length - 1] : value);
  }
  let value = null;
  let schemaId = null;
  if (message.value !== null) {
    try {
      value = await deserializer.deserialize(topic, message.value);
      schemaId = message.value.readInt32BE(1);
    } catch (error) {
      counts.undecoded++;
      // The kind alone: a message might quote the record.
      console.error(`not decoded: ${topic}/${partition} at ${message.offset} (${error.constructor.name})`);
      return;
    }
  }
  const key = message.key === null ? null : message.key.toString("utf8");
  console.log(JSON.stringify({ topic, key, headers, schemaId, value }, bytesAsBase64));
}

function bytesAsBase64(name, value) {
  return Buffer.isBuffer(this[name]) ? this[name].toString("base64") : value;
}

main()
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error) => {
    console.error(error instanceof Misuse ? `${error.message}\n${USAGE}` : String(error.message ?? error));
    process.exitCode = error instanceof Misuse ? 2 : 1;
  });
