package io.countersign.processor.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One block cache and one budget for memtables for all partitions of an instance, outside the heap. By default each
 * partition has a cache of 50 MB and memtables of 48 MB of its own, and an instance that takes over all of them runs out
 * of its container's memory at the worst time. The memtables' budget is part of the cache, so the cache's size is the bound
 * of both.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {

    private static final long CACHE_BYTES = 128L << 20;

    /** Half of the cache: small memtables become many small files, and each of them is one more to look into. */
    private static final long MEMTABLE_BYTES = 64L << 20;

    /** Tells most keys that a memtable does not hold, for a tenth of the memtable's size. */
    private static final double MEMTABLE_FILTER_RATIO = 0.1;

    private static final Cache CACHE;
    private static final WriteBufferManager MEMTABLES;

    static {
        RocksDB.loadLibrary();
        CACHE = new LRUCache(CACHE_BYTES);
        MEMTABLES = new WriteBufferManager(MEMTABLE_BYTES, CACHE);
    }

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        // The processor asks for single keys: a hash within the block answers those without a search.
        table.setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash);
        options.setMemtableWholeKeyFiltering(true);
        options.setMemtablePrefixBloomSizeRatio(MEMTABLE_FILTER_RATIO);
        options.setWriteBufferManager(MEMTABLES);
        options.setTableFormatConfig(table);
    }

    @Override
    public void close(String storeName, Options options) {
        // Cache and budget belong to all stores, and live as long as the program.
    }
}
