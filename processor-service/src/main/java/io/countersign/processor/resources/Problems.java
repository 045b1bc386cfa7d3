package io.countersign.processor.resources;

import io.countersign.log.WithoutMessages;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** The one place where failures become answers. None of them shows more than its detail. */
@RestController
@RestControllerAdvice
final class Problems implements ErrorController {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final Answers answers;

    Problems(Answers answers) {
        this.answers = answers;
    }

    @ExceptionHandler
    ResponseEntity<byte[]> invalidParameter(InvalidParameterException e) {
        return answers.problem(Problem.INVALID_PARAMETER, messageOf(e));
    }

    @ExceptionHandler
    ResponseEntity<byte[]> partitionsMoving(PartitionsMovingException e) {
        return answers.problem(Problem.PARTITIONS_MOVING, messageOf(e));
    }

    @ExceptionHandler
    ResponseEntity<byte[]> otherGeneration(OtherGenerationException e) {
        return answers.problem(Problem.OTHER_GENERATION, messageOf(e));
    }

    @ExceptionHandler
    ResponseEntity<byte[]> notTaken(NotTakenException e) {
        return answers.problem(Problem.NOT_TAKEN, messageOf(e));
    }

    @ExceptionHandler
    ResponseEntity<byte[]> anythingElse(Exception e) {
        if (e instanceof ErrorResponse response) {
            HttpHeaders headers = new HttpHeaders();
            headers.putAll(response.getHeaders());
            return answers.ofStatus(response.getStatusCode().value(), headers);
        }
        // What it asks for may be in a message.
        LOG.atError().setCause(new WithoutMessages(e)).log("A question failed.");
        return answers.ofStatus(500, new HttpHeaders());
    }

    /** What the container refuses or fails at before or after the handlers. */
    @RequestMapping("/error")
    ResponseEntity<byte[]> containerError(HttpServletRequest request) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        return answers.ofStatus(
                status instanceof Integer code
                        ? code
                        : Problem.PATH_NOT_FOUND.status().value(),
                new HttpHeaders());
    }

    private static String messageOf(RuntimeException e) {
        return String.valueOf(e.getMessage());
    }
}
