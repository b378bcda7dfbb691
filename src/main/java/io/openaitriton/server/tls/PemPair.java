package io.openaitriton.server.tls;

import io.openaitriton.watch.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate chain and its key from PEM files. Vert.x reads them: keys as PKCS#8, PKCS#1 or SEC 1.
 *
 * @param certificate text of the one file
 * @param key text of the other, not encrypted
 */
record PemPair(Buffer certificate, Buffer key) {
    /** Bytes of a file. */
    private static final long MAX_SIZE = 1 << 20;

    private static final String ALIAS = "gateway";
    private static final String[] KEY_TYPES = {"RSA", "EC", "EdDSA", "Ed25519", "Ed448"};

    /** @throws IOException naming the file that cannot be read */
    static PemPair read(Path certificate, Path key) throws IOException {
        return new PemPair(bytes(certificate), bytes(key));
    }

    private static Buffer bytes(Path file) throws IOException {
        if (Files.size(file) > MAX_SIZE) {
            throw new IOException(file + " is longer than " + MAX_SIZE + " bytes");
        }
        return Buffer.buffer(Files.readAllBytes(file));
    }

    PemKeyCertOptions options() {
        return new PemKeyCertOptions().setCertValue(certificate).setKeyValue(key);
    }

    /**
     * Both in a key store.
     *
     * @throws GeneralSecurityException if they cannot be parsed, or do not belong together
     */
    KeyStore keyStore(Vertx vertx, char[] password) throws GeneralSecurityException, IOException {
        X509KeyManager keys = keys(vertx);
        for (String type : KEY_TYPES) {
            String[] aliases = keys.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                X509Certificate[] chain = keys.getCertificateChain(aliases[0]);
                PrivateKey privateKey = keys.getPrivateKey(aliases[0]);
                requirePair(privateKey, chain[0].getPublicKey());
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry(ALIAS, privateKey, password, chain);
                return store;
            }
        }
        throw new GeneralSecurityException("it has no certificate with an RSA, EC or EdDSA key");
    }

    /** The options of a server: a certificate and a key. */
    private X509KeyManager keys(Vertx vertx) throws GeneralSecurityException {
        try {
            return (X509KeyManager) options().getKeyManagerFactory(vertx).getKeyManagers()[0];
        } catch (GeneralSecurityException e) {
            throw e;
        } catch (Exception | StackOverflowError e) {
            throw new GeneralSecurityException(Reason.of(e), e);
        }
    }

    /** Checks with a signature: a key that does not match would fail every handshake. */
    private static void requirePair(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        byte[] text = {1, 2, 3};
        String algorithm = algorithm(key.getAlgorithm());
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        boolean belongs = false;
        if (algorithm.equals(algorithm(certified.getAlgorithm()))) {
            signature.initVerify(certified);
            signature.update(text);
            belongs = verifies(signature, signed);
        }
        if (!belongs) {
            throw new GeneralSecurityException("the key does not belong to the certificate");
        }
    }

    private static boolean verifies(Signature signature, byte[] signed) {
        try {
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // a signature by a key of another size
            return false;
        }
    }

    private static String algorithm(String key) {
        return switch (key) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key;
        };
    }
}
