package io.openaitriton.faults;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real nginx in front of a gateway, with the usual configuration for WebSockets. */
final class NginxFront implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Process process;
    private final int port;

    private NginxFront(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Skips the test without nginx. */
    static NginxFront start(Path folder, int gateway) throws IOException {
        String nginx = Stream.of(
                        "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx", "/opt/homebrew/bin/nginx")
                .filter(file -> Files.isExecutable(Path.of(file)))
                .findFirst()
                .orElse(null);
        assumeTrue(nginx != null, "nginx is not installed here: what clients see through it is not tested");
        int port = freePort();
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), configuration(folder, port, gateway));
        Process process = new ProcessBuilder(
                        nginx,
                        "-p",
                        folder.toString(),
                        "-e",
                        folder.resolve("error.log").toString(),
                        "-c",
                        configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile())
                .start();
        NginxFront front = new NginxFront(process, port);
        await().atMost(SOON).until(front::listens);
        return front;
    }

    private static String configuration(Path folder, int port, int gateway) {
        return """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                events { worker_connections 64; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  client_max_body_size 20m;
                  large_client_header_buffers 4 64k;
                  upstream gateway { server 127.0.0.1:%3$d; keepalive 4; }
                  server {
                    listen 127.0.0.1:%2$d;
                    location / {
                      proxy_pass http://gateway;
                      proxy_http_version 1.1;
                      proxy_set_header Upgrade $http_upgrade;
                      proxy_set_header Connection "upgrade";
                      proxy_buffering off;
                    }
                  }
                }
                """.formatted(folder, port, gateway);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }
}
