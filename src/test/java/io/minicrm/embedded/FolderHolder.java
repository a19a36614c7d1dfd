package io.minicrm.embedded;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Opens the given data folder, prints 1, and keeps the folder open until the process is killed. */
final class FolderHolder {

    private FolderHolder() {}

    public static void main(String[] args) throws Exception {
        try (DataFolder folder = DataFolder.open(Path.of(args[0]))) {
            System.out.println(folder.path().isAbsolute() ? 1 : 0);
            new CountDownLatch(1).await();
        }
    }
}
