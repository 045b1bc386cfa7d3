package io.countersign.processor;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/** An authority of the test's own, and certificates of it for 127.0.0.1, as PEM files. */
public final class Certificates {

    private final Path folder;
    private final X509Bundle authority;

    private Certificates(Path folder, X509Bundle authority) {
        this.folder = folder;
        this.authority = authority;
    }

    /** A new authority, which nobody trusts who is not told to. */
    public static Certificates in(Path folder) throws Exception {
        Files.createDirectories(folder);
        X509Bundle authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=authority of a test")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(folder.resolve("authority.crt"), authority.getCertificatePEM());
        return new Certificates(folder, authority);
    }

    /** The authority's certificate. */
    public Path authority() {
        return folder.resolve("authority.crt");
    }

    public Path certificate(String name) {
        return folder.resolve(name + ".crt");
    }

    public Path privateKey(String name) {
        return folder.resolve(name + ".key");
    }

    /** Private key and certificate in one file. */
    public Path keyStore(String name) {
        return folder.resolve(name + ".pem");
    }

    /** Issues a certificate; one of this name is replaced. */
    public Certificates issue(String name) throws Exception {
        X509Bundle issued = issued(name);
        replace(privateKey(name), issued.getPrivateKeyPEM());
        replace(certificate(name), issued.getCertificatePEM());
        replace(keyStore(name), issued.getPrivateKeyPEM() + issued.getCertificatePEM());
        return this;
    }

    /** The properties of a bundle of Spring's that trusts the authority and proves itself as {@code name}. */
    public List<String> bundle(String bundle, String name) {
        String prefix = "--spring.ssl.bundle.pem." + bundle;
        return List.of(
                prefix + ".truststore.certificate=file:" + authority(),
                prefix + ".keystore.certificate=file:" + certificate(name),
                prefix + ".keystore.private-key=file:" + privateKey(name));
    }

    /** What a client needs that trusts the authority. */
    public SSLContext client() throws Exception {
        return context(new KeyManager[0]);
    }

    /** What a client needs that trusts the authority and has a certificate of it. */
    public SSLContext clientWithCertificate() throws Exception {
        return context(issued("client").toKeyManagerFactory().getKeyManagers());
    }

    private X509Bundle issued(String name) throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name)
                .addSanIpAddress("127.0.0.1")
                .addExtendedKeyUsageServerAuth()
                .addExtendedKeyUsageClientAuth()
                .buildIssuedBy(authority);
    }

    private SSLContext context(KeyManager[] own) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own, authority.toTrustManagerFactory().getTrustManagers(), null);
        return context;
    }

    private static void replace(Path file, String content) throws Exception {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.writeString(draft, content);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
