package io.openaitriton.examples.batch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.support.SynchronizationAdapter;

/** The batch files of a folder, and what becomes of their lines. */
public final class BatchFiles implements AggregationStrategy {
    private static final String JOB = "batchJob";
    private static final String LINE = "batchLine";

    private Path output;
    private int maxLineBytes = 10 * 1024 * 1024;

    /** Folder of the results and errors. Required. */
    public void setOutput(String output) {
        this.output = Path.of(output);
    }

    /** Longest line that is taken, in bytes. Default 10 MiB. */
    public void setMaxLineBytes(int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * Begins to work on a file, or goes on with it.
     *
     * @throws IOException when it cannot be read, or its results not be written
     */
    public BatchJob begin(@Body File file, Exchange exchange) throws IOException {
        CamelContext context = exchange.getContext();
        BatchJob job = BatchJob.open(file.toPath(), output, maxLineBytes, context::isStopping);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                job.close();
            }
        });
        return job;
    }

    /** Writes what became of one line. A failure that is no answer ends the work on the file, which is resumed later. */
    @Override
    public Exchange aggregate(Exchange before, Exchange one, Exchange file) {
        if (one.getException() != null) {
            throw new IllegalStateException("A line could not be sent", one.getException());
        }
        BatchLine line = one.getProperty(LINE, BatchLine.class);
        int status = BatchAnswers.status(one);
        byte[] answer = line.error() == null ? one.getMessage().getBody(byte[].class) : null;
        file.getProperty(JOB, BatchJob.class).write(line, status, answer);
        return file;
    }

    @Override
    public Exchange aggregate(Exchange before, Exchange one) {
        throw new UnsupportedOperationException("the exchange of the file is needed");
    }

    /**
     * Ends the work on a file.
     *
     * @throws IllegalStateException when it is not finished, because the process is about to stop
     */
    public void finish(@ExchangeProperty(JOB) BatchJob job) throws IOException {
        job.finish();
    }
}
