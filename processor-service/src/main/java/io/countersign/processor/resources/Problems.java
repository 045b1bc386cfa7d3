package io.countersign.processor.resources;

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
    private static final String INTERNAL_DETAIL = "The log of the instance says more.";

    private final Answers answers;

    Problems(ResourcesProperties properties) {
        this.answers = new Answers(properties);
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
    ResponseEntity<byte[]> anythingElse(Exception e) {
        if (e instanceof ErrorResponse response) {
            HttpHeaders headers = new HttpHeaders();
            headers.putAll(response.getHeaders());
            return ofStatus(response.getStatusCode().value(), headers);
        }
        LOG.atError().setCause(e).log("A question about a resource failed");
        return answers.problem(Problem.INTERNAL_ERROR, INTERNAL_DETAIL);
    }

    /** What the container refuses or fails at before or after the handlers. */
    @RequestMapping("/error")
    ResponseEntity<byte[]> containerError(HttpServletRequest request) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        return ofStatus(
                status instanceof Integer code
                        ? code
                        : Problem.PATH_NOT_FOUND.status().value(),
                new HttpHeaders());
    }

    private ResponseEntity<byte[]> ofStatus(int status, HttpHeaders headers) {
        return switch (status) {
            case 404 -> answers.problem(Problem.PATH_NOT_FOUND, "Expected a path under /resources/.", headers);
            case 405 -> answers.problem(Problem.METHOD_NOT_ALLOWED, "Expected GET.", headers);
            default ->
                status < 500
                        ? answers.problem(Problem.BAD_REQUEST, "Expected a well-formed request.", headers)
                        : answers.problem(Problem.INTERNAL_ERROR, INTERNAL_DETAIL, headers);
        };
    }

    private static String messageOf(RuntimeException e) {
        return String.valueOf(e.getMessage());
    }
}
