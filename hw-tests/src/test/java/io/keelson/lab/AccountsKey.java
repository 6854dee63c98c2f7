package io.keelson.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The key an API server signs the tokens of service accounts with, and knows them by. */
record AccountsKey(Path file) {
    /** A new one, as PEM (RFC 7468). */
    static AccountsKey in(Path dir) throws IOException {
        try {
            KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
            keys.initialize(2048);
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(keys.generateKeyPair().getPrivate().getEncoded());
            return new AccountsKey(Files.writeString(
                    dir.resolve("accounts.key"),
                    "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n"));
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }
}
