package io.countersign.ingress.receipt;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The key that signs receipts.
 *
 * @param key HMAC-SHA256 key in base64, 32 bytes or more. Either this or the key file must be set.
 * @param keyFile File that holds the key in base64; or a folder of such files, which is followed: the one whose name is the
 *     last in order is the key, and its name is the key's.
 * @param keyId Name of the key, written into each receipt, so that keys can be told apart after a change. Not for a folder.
 */
@ConfigurationProperties("countersign.receipt")
public record ReceiptProperties(
        @Nullable String key,
        @Nullable Path keyFile,
        @DefaultValue("1") String keyId) {

    @Override
    public String toString() {
        return "ReceiptProperties[key=***, keyFile=" + keyFile + ", keyId=" + keyId + "]";
    }
}
