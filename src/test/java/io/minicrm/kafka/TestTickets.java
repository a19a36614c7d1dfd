package io.minicrm.kafka;

/** Tickets for tests of stages, which see them from outside this package. */
public final class TestTickets {

    private TestTickets() {}

    public static Ticket ticket() {
        return new Ticket(0);
    }

    public static boolean isFinished(Ticket ticket) {
        return ticket.isFinished();
    }
}
