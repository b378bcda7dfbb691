package io.openaitriton.server.tls;

import io.openaitriton.watch.Reason;
import io.openaitriton.watch.Watch;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SSLOptions;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate for TLS with clients, from two PEM files. They are checked every second: a change applies to new connections,
 * and open connections go on. Files that cannot be used change nothing.
 */
public final class ServerCertificate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
    private static final long LOOK_MILLIS = 1000;

    private final Path certificate;
    private final Path key;
    private final Vertx vertx;
    private final KeyStore first;
    // password of the key store, which exists only in memory
    private final char[] password = "gateway".toCharArray();
    private PemPair seen;
    private Watch looking;
    /** The mistake found by the last read; null if there was none. */
    private String mistake;

    /**
     * Reads the files.
     *
     * @param certificate PEM file of the certificate chain, beginning with the server's certificate
     * @param key PEM file of its key, not encrypted
     * @throws IllegalArgumentException naming the setting or file at fault
     */
    public ServerCertificate(Path certificate, Path key, Vertx vertx) {
        this.certificate = certificate;
        this.key = key;
        this.vertx = vertx;
        try {
            this.seen = PemPair.read(certificate, key);
            this.first = seen.keyStore(vertx, password);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(unusable(e), e);
        }
    }

    /** The TLS parameters for the start of Camel's HTTP server. */
    public SSLContextParameters parameters() {
        KeyStoreParameters store = new KeyStoreParameters() {
            @Override
            public KeyStore createKeyStore() {
                return first;
            }
        };
        KeyManagersParameters keys = new KeyManagersParameters();
        keys.setKeyStore(store);
        keys.setKeyPassword(new String(password));
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setKeyManagers(keys);
        return parameters;
    }

    /** From now on, a started server uses the current files. */
    public void keep(HttpServer server) {
        looking =
                Watch.every(LOOK_MILLIS, "the certificate in " + certificate, "server-certificate", () -> look(server));
    }

    /** Compares content: in Kubernetes a link changes, not the file. */
    private void look(HttpServer server) {
        try {
            PemPair now = PemPair.read(certificate, key);
            if (now.equals(seen)) {
                return;
            }
            seen = now;
            mistake = null;
            // two files may change one after the other: a mismatch is checked again after the next change
            now.keyStore(vertx, password);
            server.updateSSLOptions(
                            new SSLOptions().setKeyCertOptions(now.options()).setUseAlpn(true))
                    .onSuccess(done -> LOG.info("New connections get the certificate in {}", certificate))
                    .onFailure(e -> LOG.error("{}. New connections still get the previous certificate.", unusable(e)));
        } catch (IOException | GeneralSecurityException | RuntimeException | Error e) {
            // files that cannot be read are checked every second, and logged once
            String why = unusable(e);
            if (!why.equals(mistake)) {
                mistake = why;
                LOG.error("{}. New connections still get the previous certificate.", why);
            }
        }
    }

    private String unusable(Throwable e) {
        String why = e instanceof NoSuchFileException ? "there is no " + e.getMessage() : Reason.of(e);
        return "The certificate in " + certificate + " with the key in " + key + " cannot be used: " + why;
    }

    @Override
    public void close() {
        if (looking != null) {
            looking.close();
        }
    }
}
