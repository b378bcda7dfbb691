package io.openaitriton.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection in two steps, so that a client that is still sending sees its last answer: first the gateway's side, then,
 * after the client has closed its own or has sent enough, the whole connection. An operating system answers unread bytes with a
 * reset, and the client's system then discards data that it has not read yet (RFC 9112, 9.6).
 */
final class LingeringClose extends ChannelDuplexHandler {
    private static final int MAX_BYTES = 16 << 20;
    private static final long MAX_MILLIS = 2000;

    private ChannelPromise closing;
    private long left = MAX_BYTES;

    private LingeringClose() {}

    /** Uses this way of closing for the connection. */
    static void on(Channel connection) {
        if (connection.pipeline().get(LingeringClose.class) == null) {
            connection.pipeline().addFirst(new LingeringClose());
        }
    }

    @Override
    public void close(ChannelHandlerContext connection, ChannelPromise closed) {
        if (closing != null || !(connection.channel() instanceof DuplexChannel channel) || !channel.isActive()) {
            connection.close(closed);
            return;
        }
        closing = closed;
        connection.flush();
        // it may have been paused
        channel.config().setAutoRead(true);
        channel.shutdownOutput().addListener(end -> {
            if (!end.isSuccess()) {
                connection.close(closed);
            }
        });
        connection.executor().schedule(() -> connection.close(closed), MAX_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext connection, Object bytes) {
        if (closing == null) {
            connection.fireChannelRead(bytes);
            return;
        }
        left -= ((ByteBuf) bytes).readableBytes();
        ReferenceCountUtil.release(bytes);
        if (left < 0) {
            connection.close(closing);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext connection) {
        if (closing != null) {
            connection.close(closing);
        }
        connection.fireChannelInactive();
    }
}
