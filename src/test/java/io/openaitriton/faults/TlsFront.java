package io.openaitriton.faults;

import io.openaitriton.junit.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** Terminates TLS, as proxies in front of Triton do. */
final class TlsFront implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final AtomicInteger connections = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "tls-front");
        thread.setDaemon(true);
        return thread;
    });

    private TlsFront(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    static TlsFront start(TestCertificate certificate, int target) throws Exception {
        SSLServerSocket server = (SSLServerSocket)
                context(certificate, null).getServerSocketFactory().createServerSocket();
        return start(server, target);
    }

    /** One that admits only clients with the certificate. */
    static TlsFront startMutual(TestCertificate certificate, TestCertificate client, int target) throws Exception {
        SSLServerSocket server = (SSLServerSocket)
                context(certificate, client).getServerSocketFactory().createServerSocket();
        server.setNeedClientAuth(true);
        return start(server, target);
    }

    private static TlsFront start(SSLServerSocket server, int target) throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        TlsFront front = new TlsFront(server, target);
        front.threads.execute(front::accept);
        return front;
    }

    /** @param client whom to trust; null for the default */
    static SSLContext context(TestCertificate certificate, TestCertificate client) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(certificate.store())) {
            store.load(in, TestCertificate.PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, TestCertificate.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (client != null) {
            KeyStore trusted = KeyStore.getInstance(client.store().toFile(), TestCertificate.PASSWORD.toCharArray());
            trust.init(trusted);
        }
        context.init(keys.getKeyManagers(), client == null ? null : trust.getTrustManagers(), null);
        return context;
    }

    /** Does not distinguish connections with a complete TLS handshake from others. */
    int connections() {
        return connections.get();
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                connections.incrementAndGet();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
                threads.execute(() -> pass(from, to));
                threads.execute(() -> pass(to, from));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private static void pass(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // one side has closed, or wants no such certificate; both are closed now
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
