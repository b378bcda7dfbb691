package io.openaitriton.server;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;

/**
 * A HEAD request, which routes see as a GET; only the head of the answer is sent (RFC 9110, 9.3.2). Vert.x's routes match only
 * the methods that they name, its HTTP/1 leaves out the length of such an answer, and its HTTP/2 sends the body.
 */
public final class HeadRequest extends HttpServerRequestWrapper {
    private final HttpServerResponse response;

    /** @param request whose method is HEAD */
    public HeadRequest(HttpServerRequest request) {
        super((HttpServerRequestInternal) request);
        response = (HttpServerResponse) Proxy.newProxyInstance(
                HeadRequest.class.getClassLoader(),
                new Class<?>[] {HttpServerResponse.class},
                new WithoutBody(request.response()));
    }

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public HttpServerResponse response() {
        return response;
    }

    /** A response that counts its body instead of sending it. The interface has about 90 methods; only these matter. */
    private static final class WithoutBody implements InvocationHandler {
        private final HttpServerResponse response;
        private long length;

        private WithoutBody(HttpServerResponse response) {
            this.response = response;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
            switch (method.getName()) {
                case "write":
                    count(args);
                    return done(Future.succeededFuture(), method, args);
                case "end":
                    count(args);
                    return done(end(), method, args);
                default:
                    Object result = call(method, args);
                    return result == response ? proxy : result;
            }
        }

        private void count(Object[] args) {
            if (args != null && args[0] instanceof Buffer body) {
                length += body.length();
            } else if (args != null && args[0] instanceof String text) {
                length += text.getBytes(StandardCharsets.UTF_8).length;
            }
        }

        private Future<Void> end() {
            if (!response.headWritten()
                    && !response.headers().contains(HttpHeaders.CONTENT_LENGTH)
                    && !response.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
                response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
            }
            return response.end();
        }

        /** The future, if the method returns one; else the handler in the last argument is called. */
        private static Object done(Future<Void> future, Method method, Object[] args) {
            if (method.getReturnType() == Future.class) {
                return future;
            }
            tell(future, args[args.length - 1]);
            return null;
        }

        @SuppressWarnings("unchecked")
        private static void tell(Future<Void> future, Object handler) {
            if (handler != null) {
                future.onComplete((Handler<AsyncResult<Void>>) handler);
            }
        }

        private Object call(Method method, Object[] args) throws Throwable {
            try {
                return method.invoke(response, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
