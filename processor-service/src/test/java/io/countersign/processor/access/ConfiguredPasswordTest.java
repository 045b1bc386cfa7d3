package io.countersign.processor.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

class ConfiguredPasswordTest {

    private static final String PASSWORD = "qwertzuiopqwertz";

    private final ConfiguredPassword passwords = new ConfiguredPassword();

    @Test
    void aPasswordMatchesItselfAndNothingElse() {
        assertThat(passwords.matches(PASSWORD, PASSWORD)).isTrue();
        assertThat(passwords.matches(PASSWORD + "x", PASSWORD)).isFalse();
        assertThat(passwords.matches("", PASSWORD)).isFalse();
    }

    @Test
    void aHashMatchesItsPasswordAndNotItself() {
        String hash = "{bcrypt}" + new BCryptPasswordEncoder(4).encode(PASSWORD);

        assertThat(passwords.matches(PASSWORD, hash)).isTrue();
        assertThat(passwords.matches("another", hash)).isFalse();
        assertThat(passwords.matches(hash, hash)).isFalse();
    }

    @Test
    void aPasswordStaysAsItIs() {
        assertThat(passwords.upgradeEncoding(PASSWORD)).isFalse();
    }

    @Test
    void aPasswordHasSixteenCharactersOrMoreOrIsAHash() {
        refused("qwertzuiopqwert");
        usable("qwertzuiopqwertz");
        usable("qwertzuiopqwertzu");
        usable("{bcrypt}" + new BCryptPasswordEncoder(4).encode(PASSWORD));
        refused("{rot13}djregmhvbcdjregm");
        refused("");
    }

    private static void usable(String password) {
        assertThatCode(() -> ConfiguredPassword.requireUsable(password)).doesNotThrowAnyException();
    }

    private static void refused(String password) {
        assertThatIllegalStateException()
                .isThrownBy(() -> ConfiguredPassword.requireUsable(password))
                .withNoCause()
                .withMessageContaining("spring.security.user.password")
                .satisfies(e -> assertThat(password.isEmpty() || !e.getMessage().contains(password))
                        .isTrue());
    }
}
