package io.openaitriton.camel;

import io.openaitriton.api.ListPage;
import io.openaitriton.api.files.FileDeleted;
import io.openaitriton.api.files.FileObject;
import io.openaitriton.batch.BatchFolder;
import io.openaitriton.batch.StoredFiles;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.generation.ApiException;
import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** {@code /v1/files}: the files of a folder, each for the key that uploaded it. Off without a folder. */
public final class OpenAiFiles {
    private static final int MAX_LIMIT = 10_000;

    private String folder = "";
    private long maxFileSize = 200L << 20;
    private StoredFiles files;

    /** The folder. Default none: files are off. */
    public void setFolder(String folder) {
        this.folder = folder;
    }

    /** Most bytes of a file. Default 200 MiB. */
    public void setMaxFileSize(long bytes) {
        this.maxFileSize = bytes;
    }

    /**
     * Opens the folder.
     *
     * @throws IllegalArgumentException when it cannot be written to
     */
    public void start() {
        if (!folder.isBlank()) {
            files = new StoredFiles(BatchFolder.open(Path.of(folder.trim())), Clock.systemUTC());
        }
    }

    private StoredFiles files() {
        if (files == null) {
            throw BatchFolder.off();
        }
        return files;
    }

    /**
     * Stores the single file of a form. The HTTP server has written it to the disk; in Camel the body is that file.
     *
     * @throws ApiException 400, naming the field at fault
     */
    public FileObject upload(Exchange exchange, @ExchangeProperty(OpenAiProperties.KEY_NAME) String owner) {
        StoredFiles store = files();
        String purpose = StoreQuery.value(exchange, "purpose");
        if (purpose == null) {
            throw ApiException.invalid("purpose", "Missing required parameter: 'purpose'.");
        }
        if (!purpose.equals(FileObject.BATCH)) {
            throw ApiException.invalid(
                    "purpose", "Invalid 'purpose': expected 'batch'. This gateway stores files for batches only.");
        }
        boolean expires =
                exchange.getMessage().getHeaders().keySet().stream().anyMatch(name -> name.startsWith("expires_after"));
        if (expires) {
            throw ApiException.invalid(
                    "expires_after",
                    "'expires_after' is not supported: a file is kept until it is deleted. Leave the field out.");
        }
        Object body = exchange.getMessage().getBody();
        File file = body instanceof Path path ? path.toFile() : body instanceof File arrived ? arrived : null;
        if (file == null) {
            throw ApiException.invalid("file", "Invalid 'file': expected exactly one file.");
        }
        if (file.length() > maxFileSize) {
            throw ApiException.of(
                    413,
                    "invalid_request_error",
                    "file",
                    "file_too_large",
                    "The file is larger than 'openai.batch-max-file-size' allows. Split it, or ask the gateway's"
                            + " operator to raise the setting.",
                    null);
        }
        return store.add(file.toPath(), exchange.getMessage().getHeader(Exchange.FILE_NAME, String.class), owner);
    }

    /** Files, the latest first unless the client asks for the opposite order. */
    public ListPage<FileObject> list(Exchange exchange, @ExchangeProperty(OpenAiProperties.KEY_NAME) String owner) {
        StoredFiles store = files();
        return store.list(StoreQuery.of(exchange, MAX_LIMIT, MAX_LIMIT), StoreQuery.value(exchange, "purpose"), owner);
    }

    /** @throws ApiException 404 */
    public FileObject get(Exchange exchange, @ExchangeProperty(OpenAiProperties.KEY_NAME) String owner) {
        return files().get(StoreQuery.value(exchange, "id"), owner);
    }

    /**
     * The content of a file, which the HTTP server sends as it reads it.
     *
     * @throws ApiException 404
     */
    public File content(Exchange exchange, @ExchangeProperty(OpenAiProperties.KEY_NAME) String owner) {
        FileObject file = get(exchange, owner);
        return files().content(file.id()).toFile();
    }

    /** @throws ApiException 404 */
    public FileDeleted delete(Exchange exchange, @ExchangeProperty(OpenAiProperties.KEY_NAME) String owner) {
        return files().delete(StoreQuery.value(exchange, "id"), owner);
    }
}
